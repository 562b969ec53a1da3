using System.Text.Json.Nodes;
using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>Three members at known distances: the fleet's API servers joined once more, each behind a relay.</summary>
internal sealed class DistantFleet : IAsyncDisposable
{
    /// <summary>Their names, nearest first.</summary>
    public static readonly string[] Names = ["paris", "london", "madrid"];

    /// <summary>
    /// A third of <see cref="Step"/> apart, so that the nearest is as far behind the farthest after the step as any two neighbours are from each other: a busy
    /// machine adds to every round trip, and what it adds to one more than to another must stay well below that.
    /// </summary>
    private static readonly double[] Distances = [20, 47, 74];

    /// <summary>What makes the nearest member the farthest, in milliseconds.</summary>
    public const double Step = 80;

    /// <summary>By how much the measured distance between two members may be off, in milliseconds: half of what keeps them apart.</summary>
    private const double Tolerance = 13;

    private readonly RealFleet _fleet;
    private readonly NetworkRelay[] _relays;
    private readonly MemberEdit _nodes;

    private DistantFleet(RealFleet fleet, NetworkRelay[] relays)
    {
        _fleet = fleet;
        _relays = relays;
        _nodes = new(fleet);
    }

    /// <summary>The way to the nearest member.</summary>
    public NetworkRelay Paris => _relays[0];

    /// <summary>Joins the members and waits until they are ready and measured.</summary>
    public static async Task<DistantFleet> StartAsync(RealFleet fleet, Action<string, JsonObject>? spec = null)
    {
        await fleet.OperatorAsync();
        var relays = new NetworkRelay[Names.Length];
        var distant = new DistantFleet(fleet, relays);
        try
        {
            await distant.JoinAsync(spec);
            return distant;
        }
        catch
        {
            // What is half joined would be in the way of every test that follows.
            await distant.DisposeAsync();
            throw;
        }
    }

    private async Task JoinAsync(Action<string, JsonObject>? spec)
    {
        foreach (var member in _fleet.Members) await _nodes.NodeAsync(member, "8");
        for (var i = 0; i < Names.Length; i++)
        {
            var plane = _fleet.Members[i];
            _relays[i] = new NetworkRelay(plane.Port) { RoundTrip = TimeSpan.FromMilliseconds(Distances[i]) };
            await _fleet.SetSecretAsync(Names[i], ("token", plane.Token), ("caBundle", plane.CaBundlePem));
            var member = Manifests.Member(Names[i], _relays[i].Endpoint, Names[i]);
            member["spec"]!["probe"] = new JsonObject { ["interval"] = "500ms", ["timeout"] = "1s" };
            spec?.Invoke(Names[i], member["spec"]!.AsObject());
            await _fleet.Hub.Client.ApplyAsync(KubePaths.MemberCluster(Names[i]), member);
        }

        foreach (var name in Names)
        {
            await _fleet.ReadyAsync(name);
            // A member whose kinds are not known yet is no candidate, and the first division would be over the others.
            await _fleet.ConditionAsync(KubePaths.MemberCluster(name), "CompleteAPIEnablements", "True");
        }

        await MeasuredAsync();
    }

    /// <summary>
    /// Waits until the operator measures the members as far from each other as the relays make them. How far they are from it is the machine's affair: what
    /// everything that runs there costs is in all round trips alike.
    /// </summary>
    public Task MeasuredAsync() => Eventually.HoldsAsync(
        async () =>
        {
            var measured = new double[Names.Length];
            for (var i = 0; i < Names.Length; i++)
            {
                var status = (await _fleet.Hub.Client.GetAsync(KubePaths.MemberCluster(Names[i])))?["status"];
                if (status?["resourceSummary"]?["allocatable"]?["cpu"] is null) return $"{Names[i]} reports no nodes";
                if ((double?)status["telemetry"]?["rtt"]?["steadyMs"] is not { } rtt) return $"{Names[i]} is not measured";
                measured[i] = rtt;
            }

            for (var i = 0; i < Names.Length; i++)
            {
                var added = _relays[i].RoundTrip.TotalMilliseconds;
                if (measured[i] < added - 2) return $"{Names[i]} is measured at {measured[i]} ms, its relay adds {added}";
                for (var k = 0; k < i; k++)
                {
                    var (seen, made) = (measured[i] - measured[k], added - _relays[k].RoundTrip.TotalMilliseconds);
                    if (Math.Abs(seen - made) > Tolerance) return $"{Names[i]} is measured {seen:0.0} ms further than {Names[k]}, its relay makes it {made}";
                }
            }

            return null;
        },
        TimeSpan.FromSeconds(240), _fleet.OperatorLog);

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays.OfType<NetworkRelay>())
        {
            relay.Speak();
            relay.RoundTrip = TimeSpan.Zero;
        }

        foreach (var name in Names) await _fleet.LeaveAsync(name);
        foreach (var relay in _relays.OfType<NetworkRelay>()) await relay.DisposeAsync();
        await _nodes.DisposeAsync();
    }
}
