using Loadline.Placement.Weights;

namespace Loadline.Placement.Tests.Weights;

/// <summary>What keeps haste from going too far: doubt about a receiver, and slow ways back.</summary>
public sealed class HasteTests
{
    [Fact]
    public void A_member_whose_capacity_may_have_fallen_gets_no_more_until_that_is_clear()
    {
        var loop = Steady();
        var before = loop.Last.Members[1].TrafficWeight;

        // The one slows down surely and the other by a single sample that may be noise.
        Slow(loop, 0, 0.5);
        Slow(loop, 1, 0.8);
        loop.Decide();

        Assert.True(loop.Last.TrafficChanged, loop.Last.Explain());
        Assert.True(loop.Last.Members[1].TrafficWeight <= before, loop.Last.Explain());
    }

    [Fact]
    public void Traffic_that_was_moved_a_moment_ago_goes_back_in_small_steps()
    {
        var loop = Steady();
        loop.Snapshot.SetRtt(0, 0, 120);
        loop.Run(20, Measure);
        loop.Snapshot.SetRtt(0, 0, 10);
        var (most, back) = (0, false);
        for (var n = 0; n < 20; n++)
        {
            var before = loop.Last.Members[0].TrafficWeight;
            loop.Run(2, Measure);
            var change = loop.Last.Members[0].TrafficWeight - before;
            back |= change > 0;
            most = Math.Max(most, change);
        }

        Assert.True(back);
        Assert.InRange(most, 1, 100);
    }

    private static Loop Steady()
    {
        var loop = new Loop(30, "a", "b", "c") { Spec = WeightSpec.Default with { Strategy = WeightStrategy.Traffic } };
        for (var i = 0; i < 3; i++) (loop.Snapshot.Members[i].Ready, loop.Snapshot.Members[i].Assigned) = (10, 10);
        for (var i = 1; i < 3; i++) loop.Snapshot.SetRtt(0, i, 10 + 20 * i);
        loop.Run(120, Measure);
        return loop;
    }

    /// <summary>Every member completes what it is sent.</summary>
    private static void Measure(WeightSnapshot snapshot)
    {
        snapshot.Origins[0].Demand = 900;
        for (var i = 0; i < 3; i++) (snapshot.Members[i].Utilization, snapshot.Members[i].Completions) = (0.6, 300);
    }

    private static void Slow(Loop loop, int member, double factor)
    {
        loop.Snapshot.Members[member].Completions *= factor;
        loop.Snapshot.Members[member].Utilization = factor < 0.7 ? 0.95 : 0.6;
    }
}
