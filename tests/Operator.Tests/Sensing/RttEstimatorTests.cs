using FsCheck;
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
    }).QuickCheckThrowOnFailure();

    private static void Feed(RttEstimator rtt, params double[] samples)
    {
        foreach (var sample in samples) rtt.Add(sample, Interval);
    }
}
