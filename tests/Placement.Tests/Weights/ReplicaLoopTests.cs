using Loadline.Placement.Weights;

namespace Loadline.Placement.Tests.Weights;

/// <summary>What the loop does with no more than round trips and node CPU, which every cluster has.</summary>
public sealed class ReplicaLoopTests
{
    [Fact]
    public void A_new_workload_is_divided_at_once()
    {
        var loop = new Loop(12, "far", "near", "middle");
        loop.Snapshot.SetRtt(0, 0, 120);
        loop.Snapshot.SetRtt(0, 1, 5);
        loop.Snapshot.SetRtt(0, 2, 40);

        loop.Decide();

        Assert.Equal(12, loop.Desired.Sum());
        Assert.True(loop.Desired[1] >= loop.Desired[2] && loop.Desired[2] >= loop.Desired[0], loop.Last.Explain());
    }

    [Fact]
    public void A_round_trip_that_grows_by_80_ms_moves_replicas_away_after_the_dwell_time_and_back_when_it_ends()
    {
        var loop = new Loop(12, "a", "b", "c");
        loop.Snapshot.SetRtt(0, 1, 20);
        loop.Snapshot.SetRtt(0, 2, 30);
        loop.Run(300);
        var before = loop.Desired;

        loop.Snapshot.SetRtt(0, 0, 90);
        loop.Run(400);
        var during = loop.Desired;
        loop.Snapshot.SetRtt(0, 0, 10);
        loop.Run(800);

        Assert.True(during[0] < before[0], string.Join('/', before) + " then " + string.Join('/', during));
        Assert.Equal(before, loop.Desired);
    }

    [Fact]
    public void A_spike_of_a_members_processors_moves_replicas_away()
    {
        var loop = new Loop(12, "a", "b", "c");
        loop.Run(300);
        var before = loop.Desired;

        loop.Snapshot.Members[0].NodeCpu = 0.97;
        loop.Run(400);

        Assert.True(loop.Desired[0] < before[0], loop.Last.Explain());
        Assert.Equal(12, loop.Desired.Sum());
    }

    [Fact]
    public void A_blackout_of_probes_moves_nothing_and_says_so()
    {
        var loop = new Loop(12, "a", "b", "c");
        loop.Snapshot.SetRtt(0, 1, 30);
        loop.Run(300);
        var before = loop.Desired;

        loop.Silent.Add(1);
        var moved = loop.Run(20);

        Assert.Equal(0, moved);
        Assert.Equal(before, loop.Desired);
        Assert.Equal(WeightReason.MetricsStale, loop.Last.Members[1].Reason);
    }

    [Fact]
    public void Jitter_of_a_fifth_moves_nothing_in_ten_minutes()
    {
        var loop = new Loop(12, "a", "b", "c");
        var random = new Random(5);
        double[] rtt = [10, 22, 35];
        loop.Run(300, Jitter);

        var moved = loop.Run(600, Jitter);

        Assert.Equal(0, moved);

        void Jitter(WeightSnapshot snapshot)
        {
            for (var i = 0; i < 3; i++)
            {
                snapshot.SetRtt(0, i, rtt[i] * (0.8 + 0.4 * random.NextDouble()));
                snapshot.Members[i].NodeCpu = 0.4 * (0.8 + 0.4 * random.NextDouble());
            }
        }
    }
}
