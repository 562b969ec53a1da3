using System.Diagnostics.Metrics;
using Loadline.Crds;
using Loadline.Operator.Members;
using Loadline.Operator.Sensing;
using Loadline.Operator.Tests.Weighing;
using Loadline.Registry;

namespace Loadline.Operator.Tests.Sensing;

/// <summary>A member's clock that is off: seen, told once, and never used.</summary>
public sealed class ClockSkewTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider _time = new();
    private readonly Meter _meter = new("clock-test");
    private readonly CancellationTokenSource _stop = new();
    private readonly VirtualLoop _loop;
    private readonly VirtualMember _member;
    private readonly ClockEpisodes _episodes;
    private readonly List<(TimeSpan At, bool Warning, string Reason, string Note)> _events = [];

    public ClockSkewTests()
    {
        _loop = new(_time);
        _episodes = new(_time);
        var registry = new ClusterRegistry();
        _member = new("m", 40, _time, registry, new(_meter, registry, static () => [], _time)) { Jitter = 0.5 };
        _loop.Start(() => _member.RunAsync(_stop.Token));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _loop.Settle();
        _stop.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_clock_that_is_right_is_in_sync_and_no_event()
    {
        Run(30 * Minute);
        Assert.Equal(("True", ClusterReasons.ClocksAgree), Condition());
        Assert.Empty(_events);
        Assert.InRange(_member.Report(_time.GetUtcNow()).Telemetry!.ClockSkewSeconds!.Value, -0.5, 0.6);
    }

    [Theory]
    [InlineData(-60, "^the clock of the API server is (59|60|61) s behind the hub's$", 10)]
    [InlineData(60, "^the clock of the API server is (59|60|61) s ahead of the hub's$", 1)]
    public void A_clock_a_minute_off_is_told_once_and_so_is_its_return(int ahead, string words, int knownWithin)
    {
        Run(15 * Minute);
        var set = _time.GetElapsedTime(0);
        _member.ClockAhead = TimeSpan.FromSeconds(ahead);
        Run(30 * Minute);
        Assert.Equal(("False", ClusterReasons.ClockSkewed), Condition());
        var told = Assert.Single(_events);
        Assert.Equal((true, ClusterReasons.ClockSkewed), (told.Warning, told.Reason));
        Assert.Matches(words, told.Note);
        Assert.InRange(told.At - set, TimeSpan.Zero, knownWithin * Minute + TimeSpan.FromSeconds(10));
        Assert.InRange(_member.Report(_time.GetUtcNow()).Telemetry!.ClockSkewSeconds!.Value, -ahead - 1, -ahead + 1);

        _member.ClockAhead = TimeSpan.Zero;
        Run(30 * Minute);
        Assert.Equal(("True", ClusterReasons.ClocksAgree), Condition());
        Assert.Equal([ClusterReasons.ClockSkewed, ClusterReasons.ClocksAgree], _events.Select(static e => e.Reason));
        Assert.False(_events[1].Warning);
    }

    [Fact]
    public void Four_seconds_and_slow_answers_are_no_skew()
    {
        _member.ClockAhead = TimeSpan.FromSeconds(4);
        _member.RttMs = 900;
        Run(30 * Minute);
        Assert.Equal(("True", ClusterReasons.ClocksAgree), Condition());
        Assert.Empty(_events);
    }

    [Fact]
    public void A_clock_that_comes_and_goes_is_told_of_no_more_than_every_ten_minutes()
    {
        for (var i = 0; i < 60; i++)
        {
            _member.ClockAhead = i % 2 == 0 ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(-60);
            Run(2 * Minute);
        }

        var warnings = _events.Where(static e => e.Warning).Select(static e => e.At).ToList();
        Assert.InRange(warnings.Count, 1, 12);
        Assert.All(warnings.Zip(warnings.Skip(1)), static p => Assert.True(p.Second - p.First >= 10 * Minute));
    }

    [Fact]
    public void Ages_do_not_know_of_it()
    {
        _member.ClockAhead = TimeSpan.FromDays(1);
        Run(5 * Minute);
        var now = _time.GetUtcNow();
        Assert.InRange(now - _member.Facts.Rtt!.At, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.Equal(("True", ClusterReasons.SamplesFresh), Verdict(_member.Report(now), ClusterConditions.TelemetryFresh));
    }

    [Fact]
    public void The_next_leader_neither_forgets_it_nor_tells_it_again()
    {
        _member.ClockAhead = TimeSpan.FromSeconds(60);
        Run(5 * Minute);
        var kept = _member.Report(_time.GetUtcNow());
        var facts = RestoredFacts.From(kept, _time.GetUtcNow());
        Assert.True(facts.Clock!.IsSkewed);
        Assert.Null(new ClockEpisodes(_time).Observe(facts.Clock, ClockFacts.WithServer(facts.Clock, TimeSpan.FromSeconds(-60))));
    }

    [Fact]
    public void Old_metrics_are_no_skew_and_metrics_from_the_future_are()
    {
        var late = ClockFacts.WithMetrics(ClockFacts.WithServer(null, TimeSpan.FromSeconds(0.5)), TimeSpan.FromSeconds(45));
        Assert.False(late.IsSkewed);
        var early = ClockFacts.WithMetrics(late, TimeSpan.FromSeconds(-60));
        Assert.Equal((true, TimeSpan.FromSeconds(-60), "nodes"), (early.IsSkewed, early.Skew, early.Whose));
    }

    private void Run(TimeSpan duration)
    {
        for (var passed = TimeSpan.Zero; passed < duration; passed += TimeSpan.FromSeconds(1))
        {
            var before = _member.Facts.Clock;
            _loop.Advance(TimeSpan.FromSeconds(1));
            if (_episodes.Observe(before, _member.Facts.Clock) is var (warning, reason, note)) _events.Add((_time.GetElapsedTime(0), warning, reason, note));
        }
    }

    private (string, string) Condition() => Verdict(_member.Report(_time.GetUtcNow()), ClusterConditions.ClockInSync);

    private static (string, string) Verdict(MemberClusterStatus status, string type) => status.Conditions!.Single(c => c.Type == type) is var c ? (c.Status, c.Reason) : default;
}
