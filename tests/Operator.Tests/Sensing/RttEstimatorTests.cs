using FsCheck.Fluent;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Tests.Sensing;

public sealed class RttEstimatorTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    [Fact]
    public void A_single_outlier_does_not_move_the_estimate()
    {
        var rtt = new RttEstimator();
        Feed(rtt, 20, 20, 20, 20, 20);
        Assert.Equal(20, rtt.Add(300, Interval)!.Value.FastMs, 6);
    }

    [Fact]
    public void A_step_is_followed_by_half_in_about_a_half_life_once_the_median_has_turned()
    {
        var rtt = new RttEstimator();
        Feed(rtt, 20, 20, 20, 20, 20);
        Feed(rtt, 120, 120);
        rtt.Add(120, Interval);
        var estimate = rtt.Add(120, Interval)!.Value;
        Assert.Equal(70, estimate.FastMs, 3);
        Assert.True(estimate.SlowMs < estimate.FastMs);
    }

    [Fact]
    public void What_is_no_time_is_no_sample()
    {
        var rtt = new RttEstimator();
        Assert.Null(rtt.Add(double.NaN, Interval));
        Assert.Null(rtt.Add(double.PositiveInfinity, Interval));
        Assert.Null(rtt.Add(-1, Interval));
    }

    [Fact]
    public void A_seeded_estimate_is_where_the_next_process_starts()
    {
        var rtt = new RttEstimator();
        rtt.Seed(80, 90);
        var estimate = rtt.Add(80, Interval)!.Value;
        Assert.Equal(80, estimate.FastMs, 6);
        Assert.InRange(estimate.SlowMs, 89, 90);
    }

    [Fact]
    public void A_lost_probe_is_in_the_tail_and_not_in_the_distance()
    {
        var rtt = new RttEstimator();
        Feed(rtt, 20, 20, 20, 20, 20);
        for (var lost = 0; lost < 10; lost++) rtt.AddLost(1000);
        var estimate = rtt.Add(20, TimeSpan.FromSeconds(22))!.Value;
        Assert.Equal((20, 1000), (estimate.SlowMs, estimate.P95Ms));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Twenty_percent_of_jitter_for_ten_minutes_hardly_moves_what_decisions_go_by(int seed)
    {
        var (rtt, random) = (new RttEstimator(), new Random(seed));
        for (var i = 0; i < 30; i++) rtt.Add(100 * (0.8 + (0.4 * random.NextDouble())), Interval);
        var values = new HashSet<double>();
        for (var i = 0; i < 300; i++) values.Add(rtt.Add(100 * (0.8 + (0.4 * random.NextDouble())), Interval)!.Value.SteadyMs);
        Assert.InRange(values.Count, 1, 3);
        Assert.All(values, static v => Assert.InRange(v, 90, 110));
    }

    [Fact]
    public void A_step_is_believed_within_ten_seconds_of_the_median_turning_and_a_drift_in_the_end()
    {
        var rtt = new RttEstimator();
        Feed(rtt, [.. Enumerable.Repeat(20.0, 30)]);
        Feed(rtt, 100, 100, 100, 100, 100, 100, 100);
        Assert.InRange(rtt.Add(100, Interval)!.Value.SteadyMs, 80, 100);
        for (var ms = 100.0; ms < 110; ms += 0.05) rtt.Add(ms, Interval);
        Assert.InRange(rtt.Add(110, Interval)!.Value.SteadyMs, 105, 111);
    }

    [Fact]
    public void Jitter_is_the_deviation_of_single_samples()
    {
        var rtt = new RttEstimator();
        for (var i = 0; i < 100; i++) rtt.Add((i % 3) switch { 0 => 17, 1 => 20, _ => 23 }, Interval);
        // A third of the samples are on the median and two thirds 3 ms beside it.
        Assert.InRange(rtt.Add(20, Interval)!.Value.JitterMs, 1.5, 3.5);
    }

    [Fact]
    public void A_tail_that_was_known_before_is_not_forgotten_with_the_first_sample()
    {
        var rtt = new RttEstimator();
        rtt.Seed(20, 20, 70, 2);
        Assert.Equal(70, rtt.Add(20, Interval)!.Value.P95Ms);
        Feed(rtt, [.. Enumerable.Repeat(20.0, 10)]);
        Assert.Equal(20, rtt.Add(20, Interval)!.Value.P95Ms);
    }

    [Fact]
    public void The_95th_percentile_is_of_the_last_thirty_samples()
    {
        var rtt = new RttEstimator();
        Feed(rtt, [.. Enumerable.Repeat(1000.0, 40)]);
        Feed(rtt, [.. Enumerable.Range(1, 29).Select(static i => (double)i)]);
        Assert.Equal(29, rtt.Add(30, Interval)!.Value.P95Ms);
    }

    [Fact]
    public void The_estimate_stays_within_the_samples() => Prop.ForAll<byte[]>(samples =>
    {
        var rtt = new RttEstimator();
        foreach (var sample in samples)
        {
            var estimate = rtt.Add(sample, Interval)!.Value;
            if (estimate.FastMs < samples.Min() - 1e-9 || estimate.FastMs > samples.Max() + 1e-9 || estimate.P95Ms > samples.Max()) return false;
        }

        return true;
    }).Holds();

    private static void Feed(RttEstimator rtt, params double[] samples)
    {
        foreach (var sample in samples) rtt.Add(sample, Interval);
    }
}
