using Loadline.Placement.Weights;

namespace Loadline.Placement.Tests.Weights;

/// <summary>What holds of every decision, whatever was measured.</summary>
public sealed class DecisionProperties
{
    /// <summary>Decisions per run; more by an environment variable for a longer search.</summary>
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("LOADLINE_WEIGHT_ROUNDS"), out var rounds) ? rounds : 4_000;

    [Fact]
    public void Hostile_measurements_never_break_a_decision()
    {
        for (uint seed = 1; seed <= Math.Max(1, Rounds / 100); seed++)
        {
            var world = new HostileWorld(seed);
            for (var n = 0; n < 100; n++)
            {
                world.Change();
                var wrong = world.Decide();
                Assert.True(wrong is null, $"seed {seed}, round {n}: {wrong}");
            }
        }
    }

    [Theory]
    [InlineData(WeightStrategy.Endpoints)]
    [InlineData(WeightStrategy.Traffic)]
    [InlineData(WeightStrategy.TrafficAndReplicas)]
    public void Deciding_again_on_the_same_measurements_changes_nothing(WeightStrategy strategy)
    {
        var loop = new Loop(24, "a", "b", "c", "d") { Spec = WeightSpec.Default with { Strategy = strategy } };
        for (var i = 0; i < 4; i++) loop.Snapshot.SetRtt(0, i, 10 + 20 * i);
        loop.Run(30);
        loop.Snapshot.SetRtt(0, 0, 200);
        loop.Run(60);
        loop.Decide();
        var (seats, weights) = (loop.Desired, (int[])loop.Last.OriginWeights.Clone());

        loop.Decide();

        Assert.Equal(seats, loop.Desired);
        Assert.Equal(weights, loop.Last.OriginWeights);
    }

    [Fact]
    public void More_replicas_take_none_away_and_fewer_start_none()
    {
        var loop = new Loop(10, "a", "b", "c", "d", "e");
        for (var i = 0; i < 5; i++) loop.Snapshot.SetRtt(0, i, 5 + 7 * i);
        loop.Run(200);
        var last = loop.Desired;
        for (var replicas = 11; replicas <= 100; replicas++) Scale(replicas, up: true);
        for (var replicas = 99; replicas >= 10; replicas--) Scale(replicas, up: false);

        void Scale(int replicas, bool up)
        {
            loop.Snapshot.Replicas = replicas;
            loop.Decide();
            for (var i = 0; i < 5; i++) loop.Snapshot.Members[i].Assigned = loop.Snapshot.Members[i].Ready = loop.Last.Members[i].Desired;
            Assert.Equal(replicas, loop.Desired.Sum());
            for (var i = 0; i < 5; i++) Assert.True(up ? loop.Desired[i] >= last[i] : loop.Desired[i] <= last[i]);
            last = loop.Desired;
        }
    }

    [Fact]
    public void A_stale_member_never_grows()
    {
        for (uint seed = 1; seed <= 20; seed++)
        {
            var random = new Random((int)seed);
            var loop = new Loop(30, "a", "b", "c", "d");
            loop.Run(200, Measure);
            loop.Silent.Add(2);
            loop.Run(12, Measure);
            var before = loop.Desired[2];
            for (var n = 0; n < 60; n++)
            {
                loop.Run(10, Measure);
                Assert.True(loop.Desired[2] <= before, loop.Last.Explain());
                before = loop.Desired[2];
            }

            void Measure(WeightSnapshot snapshot)
            {
                for (var i = 0; i < 4; i++)
                {
                    snapshot.SetRtt(0, i, i == 2 ? 5 : 20 + 100 * random.NextDouble());
                    snapshot.Members[i].NodeCpu = random.NextDouble();
                }
            }
        }
    }

    [Fact]
    public void The_same_recording_gives_the_same_decision_byte_by_byte()
    {
        foreach (var strategy in Enum.GetValues<WeightStrategy>())
        {
            var loop = new Loop(24, "a", "b", "c") { Spec = WeightSpec.Default with { Strategy = strategy } };
            loop.Snapshot.Members[1].NodeCpu = double.NaN;
            loop.Run(300);
            loop.Snapshot.SetRtt(0, 0, 150);
            loop.Run(40);
            for (var i = 0; i < 3; i++) loop.Snapshot.Members[i].LoadTime = loop.Snapshot.Members[i].RttTime = loop.Now;

            var recording = WeightRecording.Capture(loop.State, loop.Snapshot, loop.Spec, loop.Now);
            var decided = loop.Decide();

            Assert.Equal(decided.ToJson(), WeightRecording.Replay(recording).ToJson());
            Assert.Equal(decided.Explain(), WeightRecording.Replay(recording).Explain());
        }
    }

    [Fact]
    public void A_restart_does_not_start_blind()
    {
        var loop = new Loop(12, "a", "b", "c");
        loop.Snapshot.SetRtt(0, 1, 60);
        loop.Run(600);
        var before = loop.Desired;

        var elsewhere = TimeSpan.FromHours(3);
        loop.State = WeightState.Load(loop.State.Save(), elsewhere);
        loop.Now += elsewhere;
        var moved = loop.Run(200);

        Assert.Equal(0, moved);
        Assert.Equal(before, loop.Desired);
        Assert.Equal(60, loop.Last.Members[1].RttMs, 1e-6);
    }

    [Fact]
    public void The_last_64_decisions_that_differ_are_kept()
    {
        var loop = new Loop(10, "a", "b");
        for (var n = 0; n < 100; n++)
        {
            loop.Snapshot.Replicas = 10 + n;
            loop.Decide();
            for (var i = 0; i < 2; i++) loop.Snapshot.Members[i].Assigned = loop.Last.Members[i].Desired;
        }

        Assert.Equal(64, loop.State.HistoryCount);
        Assert.Equal(109, loop.State.History(0).Desired.Sum());
        Assert.Equal(46, loop.State.History(63).Desired.Sum());
    }

    [Fact]
    public void A_fast_decision_allocates_nothing()
    {
        var loop = new Loop(24, "a", "b", "c", "d", "e", "f");
        loop.Run(4000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 100; n++)
        {
            loop.Now += TimeSpan.FromSeconds(2);
            loop.Decide();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
