using System.Text.Json.Nodes;
using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>Three members at known distances: the fleet's API servers joined once more, each behind a relay.</summary>
internal sealed class DistantFleet : IAsyncDisposable
{
    /// <summary>Their names, nearest first.</summary>
    public static readonly string[] Names = ["paris", "london", "madrid"];

    private static readonly double[] Distances = [10, 25, 45];

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

        for (var i = 0; i < Names.Length; i++) await MeasuredAsync(i);
    }

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

    private Task MeasuredAsync(int index) => Eventually.HoldsAsync(
        async () =>
        {
            var status = (await _fleet.Hub.Client.GetAsync(KubePaths.MemberCluster(Names[index])))?["status"];
            if (status?["resourceSummary"]?["allocatable"]?["cpu"] is null) return $"{Names[index]} reports no nodes";
            var rtt = (double?)status["telemetry"]?["rtt"]?["ewmaMs"];
            // The relay's delay, give or take a timer's millisecond each way, and a few milliseconds of work on top.
            return rtt > Distances[index] - 2 && rtt < Distances[index] + 12 ? null : $"{Names[index]} is measured at {rtt} ms, its relay adds {Distances[index]}";
        },
        TimeSpan.FromSeconds(180), _fleet.OperatorLog);
}
