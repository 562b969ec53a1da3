using System.Globalization;
using Loadline.Registry;

namespace Loadline.Bench.Map;

/// <summary>What the registry costs the operator: heartbeats, and snapshots after one member changed.</summary>
internal sealed class RegistryContests
{
    private readonly ClusterRegistry _registry;
    private readonly MemberState[][] _states;
    private readonly MemberSignals[] _signals;
    private int _next;
    private int _beat;

    public RegistryContests(int members)
    {
        _registry = new(members);
        _states = [[.. States(members, 0)], [.. States(members, 1)]];
        _signals = [new() { RttP50Ms = 12, CpuLoad = 0.5 }, new() { RttP50Ms = 13, CpuLoad = 0.6 }];
        foreach (var state in _states[0])
        {
            _registry.Set(state);
            _registry.UpdateSignals(state.Name, _signals[0]);
        }

        _registry.TakeSnapshot();
    }

    public int Heartbeat()
    {
        for (var i = 0; i < _states[0].Length; i++) _registry.UpdateSignals(_states[0][i].Name, _signals[_beat]);
        _beat ^= 1;
        return _states[0].Length;
    }

    /// <summary>One member reports other resources; then a snapshot.</summary>
    public int ChangeAndSnapshot()
    {
        _next++;
        var member = _next * 7 % _states[0].Length;
        _registry.Set(_states[_next / _states[0].Length % 2 ^ 1][member]);
        return Check(_registry.TakeSnapshot());
    }

    /// <summary>One member's telemetry; then a snapshot.</summary>
    public int BeatAndSnapshot()
    {
        _next++;
        _registry.UpdateSignals(_states[0][_next * 7 % _states[0].Length].Name, _signals[_next / _states[0].Length % 2 ^ 1]);
        return Check(_registry.TakeSnapshot());
    }

    /// <summary>One member's labels change; then a snapshot.</summary>
    public int RelabelAndSnapshot()
    {
        _next++;
        var state = _states[0][_next * 7 % _states[0].Length];
        _registry.Set(state with { Labels = new Dictionary<string, string> { ["env"] = state.Labels["env"], ["wave"] = (_next / _states[0].Length % 16).ToString(CultureInfo.InvariantCulture), ["tier"] = "a" } });
        return Check(_registry.TakeSnapshot());
    }

    /// <summary>A member joins and leaves; a snapshot after each.</summary>
    public int JoinAndLeave()
    {
        _registry.Set(_states[0][0] with { Name = "member-new" });
        Check(_registry.TakeSnapshot());
        _registry.TryRemove("member-new");
        return Check(_registry.TakeSnapshot()) * 2;
    }

    public int Unchanged()
    {
        for (var i = 0; i < 1000; i++) Check(_registry.TakeSnapshot());
        return 1000;
    }

    private static int Check(ClusterSnapshot snapshot) => snapshot.Count == 0 ? throw new InvalidOperationException("no members") : 1;

    private static IEnumerable<MemberState> States(int members, int more) => Enumerable.Range(0, members).Select(i => new MemberState
    {
        Name = "member-" + (i + 10_000).ToString(CultureInfo.InvariantCulture),
        Provider = i % 3 == 0 ? "a" : "b",
        Region = "region-" + (i % 20).ToString(CultureInfo.InvariantCulture),
        Zones = ["zone-" + (i % 60).ToString(CultureInfo.InvariantCulture)],
        Labels = new Dictionary<string, string> { ["env"] = i % 2 == 0 ? "prod" : "dev", ["tier"] = "a" },
        Resources = new()
        {
            Allocatable = new Dictionary<string, long> { ["cpu"] = 64_000, ["memory"] = 256L << 30, ["pods"] = 1000 },
            Allocated = new Dictionary<string, long> { ["cpu"] = 1000 + more, ["memory"] = (1L + more) << 30, ["pods"] = 10 + more },
        },
    });
}
