using System.Globalization;
using FsCheck.Fluent;

namespace Loadline.Registry.Tests;

/// <summary>A snapshot that was built from what changed is the one that is built from everything.</summary>
public sealed class SnapshotBuilderTests
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 12).Select(static i => $"m{i}")];

    [Fact]
    public void An_incremental_snapshot_equals_a_whole_one()
    {
        var steps = (from kind in Gen.Choose(0, 7) from member in Gen.Choose(0, 11) from number in Gen.Choose(0, 3) select (kind, member, number)).ListOf();

        Prop.ForAll(steps.ToArbitrary(), program =>
        {
            var registry = new ClusterRegistry(5);
            foreach (var (kind, member, number) in program)
            {
                Apply(registry, kind, Names[member], number);
                var signals = Names.ToDictionary(static n => n, n => registry.TryGetSignals(n, out var s) ? s : null);
                var snapshot = registry.TakeSnapshot();
                Same(ClusterSnapshot.Of(snapshot.Members.ToArray(), n => signals[n]), snapshot);
                if (!ReferenceEquals(snapshot, registry.TakeSnapshot())) return false;
            }

            return true;
        }).Holds();
    }

    [Fact]
    public void A_heartbeat_shares_the_topology_and_the_columns_that_stay()
    {
        var registry = new ClusterRegistry();
        foreach (var name in Names) Apply(registry, 0, name, 1);
        var older = registry.TakeSnapshot();

        registry.UpdateSignals("m3", new() { RttP50Ms = 7 });
        var newer = registry.TakeSnapshot();

        Assert.Same(older.Topology, newer.Topology);
        Assert.True(older.Free("cpu") == newer.Free("cpu"));
        Assert.True(older.Members.ToArray().SequenceEqual(newer.Members.ToArray()));
    }

    [Fact]
    public void Many_who_join_and_leave_at_once_among_hundreds_are_where_they_belong()
    {
        var random = new Random(4);
        var registry = new ClusterRegistry(300);
        string Name() => $"m{random.Next(300)}";
        for (var i = 0; i < 200; i++) Apply(registry, random.Next(8), Name(), random.Next(4));
        for (var round = 0; round < 300; round++)
        {
            for (var step = random.Next(12); step >= 0; step--) Apply(registry, step % 3 == 0 ? 1 : random.Next(8), Name(), random.Next(4));
            var snapshot = registry.TakeSnapshot();
            Same(ClusterSnapshot.Of(snapshot.Members.ToArray(), n => registry.TryGetSignals(n, out var s) ? s : null), snapshot);
        }
    }

    [Fact]
    public void A_member_that_left_and_came_back_between_two_snapshots_has_no_signals()
    {
        var registry = new ClusterRegistry();
        Apply(registry, 0, "a", 1);
        registry.UpdateSignals("a", new() { RttP50Ms = 7 });
        registry.TakeSnapshot();

        registry.TryRemove("a");
        Apply(registry, 0, "a", 1);

        Assert.Equal(MemberSignals.None, registry.TakeSnapshot().Signals[0]);
    }

    [Fact]
    public void The_age_of_signals_is_counted_from_their_sample()
    {
        var registry = new ClusterRegistry();
        var now = DateTimeOffset.UnixEpoch.AddHours(1);
        Apply(registry, 0, "a", 1);
        Apply(registry, 0, "b", 1);
        registry.UpdateSignals("a", new() { CpuLoad = 1, SampleTime = now.AddSeconds(-4) });

        Assert.Equal(TimeSpan.FromSeconds(4), registry.TakeSnapshot().AgeOf(0, now));
        Assert.Null(registry.TakeSnapshot().AgeOf(1, now));
    }

    private static void Apply(ClusterRegistry registry, int kind, string name, int number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        var known = registry.TryGet(name, out var state) ? state : new MemberState { Name = name, Resources = Cpu(number) };
        switch (kind)
        {
            case 0:
                registry.Set(known with { Resources = Cpu(number) });
                break;
            case 1:
                registry.TryRemove(name);
                break;
            case 2:
                registry.UpdateSignals(name, new() { RttP50Ms = number, Source = text });
                break;
            case 3:
                registry.Set(known with { Labels = new Dictionary<string, string> { ["env"] = text, [text] = "x" } });
                break;
            case 4:
                registry.Set(known with { Taints = [.. Enumerable.Range(0, number).Select(static i => new MemberTaint($"t{i}", "", TaintEffect.NoSchedule))], Ready = number > 1 });
                break;
            case 5:
                registry.Set(known with { Region = text, Zones = [text, "z"], Terminating = number == 2 });
                break;
            case 6:
                registry.Set(known with { Resources = number == 0 ? null : Cpu(number) with { Grades = number == 1 ? [] : [new(new Dictionary<string, long> { ["cpu"] = 1 }, 1)] } });
                break;
            default:
                registry.Set(known with { ApiEnablements = new HashSet<ApiEnablement> { new("apps/v1", text) }, Reachable = number != 3 });
                break;
        }
    }

    private static MemberResources Cpu(int number) => new()
    {
        Allocatable = number == 3 ? new Dictionary<string, long> { ["cpu"] = 4, ["gpu"] = 1 } : new Dictionary<string, long> { ["cpu"] = number },
    };

    private static void Same(ClusterSnapshot expected, ClusterSnapshot actual)
    {
        Assert.Equal(expected.Topology.Names.ToArray(), actual.Topology.Names.ToArray());
        Assert.Equal(expected.Signals.ToArray(), actual.Signals.ToArray());
        Assert.Equal(expected.Usable.Words.ToArray(), actual.Usable.Words.ToArray());
        Assert.Equal(expected.Modelled.Words.ToArray(), actual.Modelled.Words.ToArray());
        Assert.Equal(expected.Topology.Terminating.Words.ToArray(), actual.Topology.Terminating.Words.ToArray());
        foreach (var resource in new[] { "cpu", "gpu" }) Assert.Equal(expected.Free(resource).ToArray(), actual.Free(resource).ToArray());
        Assert.Equal(Text(expected.Topology.Taints), Text(actual.Topology.Taints));
        Assert.Equal(expected.Topology.Regions.Names.ToArray(), actual.Topology.Regions.Names.ToArray());
        Assert.Equal(expected.Topology.Zones.Known.Words.ToArray(), actual.Topology.Zones.Known.Words.ToArray());
        Assert.Equal(expected.Topology.All.Words.ToArray(), actual.Topology.All.Words.ToArray());
        for (var number = 0; number < 4; number++)
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(Words(expected.Topology.TryGetWithLabel("env", text, out var a), a), Words(actual.Topology.TryGetWithLabel("env", text, out var b), b));
            Assert.Equal(Words(expected.Topology.TryGetWithLabelKey(text, out a), a), Words(actual.Topology.TryGetWithLabelKey(text, out b), b));
            Assert.Equal(Words(expected.Topology.TryGetServing(new("apps/v1", text), out a), a), Words(actual.Topology.TryGetServing(new("apps/v1", text), out b), b));
            Assert.Equal(Words(expected.Topology.Zones.TryGetMembers(text, out a), a), Words(actual.Topology.Zones.TryGetMembers(text, out b), b));
        }

        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected.Topology.LabelsOf(i), actual.Topology.LabelsOf(i));
            Assert.Equal(expected.Topology.Zones.Of(i).ToArray(), actual.Topology.Zones.Of(i).ToArray());
            Assert.True(actual.TryIndexOf(expected.Topology.Names[i], out var index) && index == i);
        }
    }

    private static IEnumerable<string> Text(IEnumerable<KeyValuePair<MemberTaint, MemberSet>> taints) =>
        taints.Select(static t => $"{t.Key}: {string.Join(',', t.Value.Words.ToArray())}").Order(StringComparer.Ordinal);

    private static ulong[]? Words(bool found, MemberSet? set) => found ? set!.Words.ToArray() : null;
}
