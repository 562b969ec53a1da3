using Loadline.Crds;
using Loadline.Operator.Sensing;
using Loadline.Placement.Weights;

namespace Loadline.Operator.Tests.Weighing;

/// <summary>From probes to replicas in virtual time.</summary>
public sealed class MeasuredMovesTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Minutes10 = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(40, 40, 40)]
    [InlineData(20, 60, 140)]
    [InlineData(90, 100, 110)]
    public void Twenty_percent_of_jitter_moves_nothing_in_ten_minutes(double a, double b, double c)
    {
        using var fleet = Fleet(a, b, c);
        foreach (var name in (string[])["a", "b", "c"]) fleet[name].Jitter = 0.2;
        fleet.Run(Settle);
        fleet.Moves.Clear();
        fleet.Run(Minutes10);
        Assert.Empty(fleet.Moves);
    }

    [Fact]
    public void A_step_of_eighty_milliseconds_moves_replicas_within_a_minute_and_a_half_and_back_after_five_dwells()
    {
        using var fleet = Fleet(20, 40, 60);
        foreach (var name in (string[])["a", "b", "c"]) fleet[name].Jitter = 0.2;
        fleet.Run(Settle);
        Assert.Equal("a:5 b:5 c:2", fleet.Split);

        fleet["a"].RttMs += 80;
        fleet.Run(TimeSpan.FromSeconds(90));
        Assert.Equal("a:2 b:5 c:5", fleet.Split);
        var moved = Assert.Single(fleet.Moves);
        Assert.Equal(WeightReason.RttStep, moved.Outcome!.Reason);

        fleet["a"].RttMs -= 80;
        fleet.Run(TimeSpan.FromMinutes(7));
        Assert.Equal("a:5 b:5 c:2", fleet.Split);
        Assert.All(fleet.Moves.Skip(1), m => Assert.True(m.Split.StartsWith("a:2", StringComparison.Ordinal) || m.At - moved.At >= Settle, $"{m.Split} after {m.At - moved.At}"));
    }

    [Fact]
    public void What_does_not_pay_is_held_and_says_so()
    {
        using var fleet = Fleet(20, 21, 22);
        fleet.Run(Settle);
        var before = fleet.Split;
        fleet["a"].RttMs = 23;
        fleet.Run(Settle);
        Assert.Equal(before, fleet.Split);
        Assert.Matches("^proposed .*, gain .* % < 2 % for .* moves?: held$|the best division", fleet.Explanation!.Message);
    }

    [Fact]
    public void Twenty_seconds_of_silence_move_nothing_and_say_that_measurements_are_stale()
    {
        using var fleet = Fleet(20, 40, 60);
        fleet.Run(Settle);
        Assert.Null(fleet.Problem);
        fleet.Moves.Clear();
        fleet["a"].Silent = true;
        fleet.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(DecisionReasons.MetricsStale, fleet.Problem!.Reason);
        Assert.Contains("a: the round trip", fleet.Problem.Message, StringComparison.Ordinal);
        fleet["a"].Silent = false;
        fleet.Run(Minutes10);
        Assert.Null(fleet.Problem);
        Assert.Empty(fleet.Moves);
    }

    [Fact]
    public void A_member_that_is_nearly_full_gives_replicas_away()
    {
        using var fleet = new VirtualFleet(12, new() { ServiceTime = "200ms" }, null, ("a", 20), ("b", 40), ("c", 60));
        LoadAll(fleet, 0.3, 0.3, 0.3, Settle);
        Assert.Equal("a:5 b:4 c:3", fleet.Split);
        LoadAll(fleet, 0.98, 0.3, 0.3, TimeSpan.FromMinutes(3));
        Assert.Equal("a:2 b:5 c:5", fleet.Split);
        Assert.Equal(WeightReason.CapacityDrop, fleet.Moves[0].Outcome!.Reason);
        var measured = fleet.Explanation!.Measurements["a"];
        Assert.Equal((0.98, "MetricsAPI", "Probe"), (measured.Load!.Value, measured.Load.Source, measured.Rtt!.Source));
    }

    [Fact]
    public void Outside_of_the_move_windows_nothing_moves_and_the_next_one_is_named()
    {
        // Virtual time begins at midnight of 1 January 2026, UTC.
        var safety = new SafetySpec { MoveWindows = [new() { Schedule = "0 2 * * *", Duration = "1h" }] };
        using var fleet = new VirtualFleet(12, null, safety, ("a", 20), ("b", 40), ("c", 60));
        fleet.Run(Settle);
        fleet["a"].RttMs = 150;
        fleet.Run(TimeSpan.FromMinutes(30));
        Assert.Empty(fleet.Moves);
        Assert.Equal("proposed 2/5/5: held, outside of safety.moveWindows; the next opens at 2026-01-01T02:00Z", fleet.Explanation!.Message);
        fleet.Run(TimeSpan.FromMinutes(100));
        Assert.Equal("a:2 b:5 c:5", fleet.Split);
        Assert.All(fleet.Moves, static m => Assert.InRange(m.At, TimeSpan.FromHours(2), TimeSpan.FromHours(3)));
    }

    [Fact]
    public void Origins_pull_replicas_towards_their_demand()
    {
        DemandOrigin[] fromC = [new() { MemberCluster = "c", Share = 9 }, new() { MemberCluster = "a", Share = 1 }];
        using var fleet = new VirtualFleet(12, new() { Origins = fromC }, null, ("a", 20), ("b", 40), ("c", 90));
        fleet.Run(Settle);
        Assert.Equal("c:5", fleet.Split.Split(' ').Single(static s => s.StartsWith('c')));
    }

    [Fact]
    public void A_steady_fleet_has_nothing_to_write()
    {
        using var fleet = Fleet(20, 40, 60);
        foreach (var name in (string[])["a", "b", "c"]) fleet[name].Jitter = 0.2;
        fleet.Run(Settle);
        var before = fleet.News;
        fleet.Run(TimeSpan.FromMinutes(30));
        Assert.InRange(fleet.News - before, 0, 3);
    }

    [Fact]
    public void What_nothing_can_measure_is_refused_in_words_and_the_probes_are_used()
    {
        using var fleet = new VirtualFleet(12, new() { Signals = new() { Latency = new() { Source = SignalSources.Agent } } }, null, ("a", 20), ("b", 40), ("c", 60));
        fleet.Run(Settle);
        Assert.Equal(SignalReasons.SourceNotSupported, fleet.Problem!.Reason);
        Assert.Equal("a:5 b:5 c:2", fleet.Split);
    }

    [Fact]
    public void A_query_that_no_Prometheus_answers_is_named_with_its_member_and_is_no_load_of_zero()
    {
        var signals = new WeightingSignals { Load = new() { Source = SignalSources.PromQL, Query = "load" } };
        using var fleet = new VirtualFleet(12, new() { Signals = signals }, null, ("a", 20), ("b", 40), ("c", 60));
        fleet.Run(TimeSpan.FromSeconds(30));
        Assert.Equal(SignalReasons.NoPrometheus, fleet.Problem!.Reason);
        Assert.Contains("a: signals.load.query", fleet.Problem.Message, StringComparison.Ordinal);
        var query = new SignalQuery(SignalKind.Load, "load");
        foreach (var name in (string[])["a", "b", "c"])
            fleet[name].Update(f => f with { Queries = f.Queries.SetItem(query, new(null, new(SignalReasons.ManySeries, "3 series"))) });
        fleet.Run(TimeSpan.FromSeconds(4));
        Assert.Equal(SignalReasons.ManySeries, fleet.Problem!.Reason);
        Assert.Null(fleet.Explanation!.Measurements["a"].Load);
    }

    private static VirtualFleet Fleet(double a, double b, double c) => new(12, null, null, ("a", a), ("b", b), ("c", c));

    private static void LoadAll(VirtualFleet fleet, double a, double b, double c, TimeSpan during)
    {
        for (var passed = TimeSpan.Zero; passed < during; passed += TimeSpan.FromSeconds(10))
        {
            fleet["a"].Load(a);
            fleet["b"].Load(b);
            fleet["c"].Load(c);
            fleet.Run(TimeSpan.FromSeconds(10));
        }
    }
}
