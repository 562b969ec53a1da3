using Loadline.Placement.Weights;
using Loadline.Simulator.Plant;
using Loadline.Simulator.Plant.Policies;

namespace Loadline.Bench.Weights;

/// <summary>What the replica loop promises.</summary>
internal sealed class ReplicaTargets(uint[] seeds, Table table, Verdicts verdicts)
{
    private static readonly Topology World = Topology.World;
    private static readonly PlantOptions Options = new() { Skip = 240 };
    private static readonly Candidate Ours = Candidates.Replicas.First(static candidate => candidate.IsOurs);
    private static readonly Candidate Oracle = Candidates.Replicas[^1];

    public void Run()
    {
        verdicts.Title("replicas");
        var (ours, oracle, _) = Pair("S0");
        verdicts.AtMost("S0 mean against the oracle, with a reserve for the loss of one", ours.Mean / oracle.Mean, 1.08, "x");
        verdicts.AtMost("S0 moves per hour at 3 % noise", ours.Moves, 4);
        (ours, oracle, var scenario) = Pair("S1");
        verdicts.AtMost("S1 back to 1.2 x the oracle, worst seed", Enumerable.Range(0, seeds.Length).Max(k => Back(ours.Runs[k], oracle.Runs[k], scenario)), 90, " s");
        verdicts.AtMost("S1 p99 of the run", ours.P99, 350, " ms");
        (ours, _, _) = Pair("S5");
        verdicts.AtMost("S5 moves per hour", ours.Moves, 120);
        ShortOutage();
        Storm();
        Tiny();
        Leaving();
        ShortByOne();
    }

    private (Figures Ours, Figures Oracle, PlantScenario Scenario) Pair(string id)
    {
        var scenario = PlantScenarios.Of(id, World);
        var rows = table.Run(World, scenario, Options, [Ours, Oracle]);
        return (rows[0], rows[1], scenario);
    }

    private static double Back(PlantResult run, PlantResult oracle, PlantScenario scenario)
    {
        const int Window = 5, Hold = 30;
        var good = 0;
        for (var t = (int)scenario.EventStart; t < (int)scenario.EventEnd; t++)
        {
            good = run.Mean(t, t + Window) <= 1.2 * oracle.Mean(t, t + Window) ? good + 1 : 0;
            if (good >= Hold) return t - Hold + 1 - scenario.EventStart;
        }

        return double.PositiveInfinity;
    }

    /// <summary>An outage that is over before replicas elsewhere would be ready is waited out.</summary>
    private void ShortOutage()
    {
        var (moved, counted) = (0, 0);
        foreach (var seed in seeds)
        {
            var (own, survives) = (0, false);
            Loaded(PlantScenarios.Of("S3s", World), World, seed, new SampleFeed(WeightSpec.Default), (time, decision) =>
            {
                if (time < 600) survives = decision.SurvivesLoss;
                else if (time < 660) own += decision.Moves;
            });
            // Where the rest could not carry the loss, waiting would be wrong.
            if (!survives) continue;
            moved += own;
            counted++;
        }

        verdicts.Check("S3 replicas moved by an outage of 45 s that the rest can carry", moved == 0, $"{moved} (0) in {counted} of {seeds.Length} runs");
    }

    private void Storm()
    {
        var (startedDown, stoppedUp, wrong) = (0, 0, 0);
        foreach (var seed in seeds)
        {
            var scenario = PlantScenarios.ScaleStorm(World);
            int[] last = [];
            var wanted = 10;
            Loaded(scenario, World, seed, new SampleFeed(WeightSpec.Default), (time, decision) =>
            {
                var now = decision.Members.Select(static row => row.Desired).ToArray();
                var replicas = scenario.Replicas!(time);
                if (now.Sum() != replicas) wrong++;
                for (var i = 0; i < last.Length && decision.ReplicasChanged; i++)
                {
                    if (replicas > wanted) stoppedUp += Math.Max(0, last[i] - now[i]);
                    if (replicas < wanted) startedDown += Math.Max(0, now[i] - last[i]);
                }

                (last, wanted) = (now, replicas);
            });
        }

        verdicts.Check("S11 replicas stopped by a scale-up", stoppedUp == 0, $"{stoppedUp} (0)");
        verdicts.Check("S11 replicas started by a scale-down", startedDown == 0, $"{startedDown} (0)");
        verdicts.Check("S11 decisions that do not add up to what is wanted", wrong == 0, $"{wrong} (0)");
    }

    private void Tiny()
    {
        foreach (var (members, replicas) in (ReadOnlySpan<(int, int)>)[(6, 3), (6, 6), (50, 96), (50, 400)])
        {
            var topology = members == 6 ? World with { Name = $"{replicas} replicas", Replicas = replicas, Demand = [.. World.Demand.Select(own => own * replicas / 96)] } : Topology.Many(members, replicas);
            var (wrong, moves) = (0, 0);
            foreach (var seed in seeds)
            {
                Loaded(PlantScenarios.Of("S0", topology), topology, seed, new SampleFeed(WeightSpec.Default), (time, decision) =>
                {
                    if (decision.Members.Sum(static row => row.Desired) != replicas) wrong++;
                    if (time > 240) moves += decision.Moves;
                });
            }

            verdicts.Check($"S12 {replicas} replicas over {members} members: sum", wrong == 0, $"{wrong} decisions off (0)");
            verdicts.AtMost($"S12 {replicas} replicas over {members} members: moves per hour and hundred replicas", moves / (double)seeds.Length / (1260 / 3600.0) / Math.Max(1, replicas / 100.0), 8);
        }
    }

    /// <summary>A member is taken out of the fleet in the middle of a move, and the knobs change.</summary>
    private void Leaving()
    {
        var wrong = 0;
        foreach (var seed in seeds)
        {
            var feed = new SampleFeed(WeightSpec.Default);
            var snapshot = new WeightSnapshot[2];
            Loaded(PlantScenarios.Of("S1", World), World, seed, feed, (time, decision) =>
            {
                if (time < 600 || snapshot[0] is not null || !decision.ReplicasChanged) return;
                var rest = decision.Names.Where(static name => name != "LON").ToArray();
                var left = snapshot[0] = new WeightSnapshot(rest, ["hub"]) { Replicas = 96 };
                for (var i = 0; i < rest.Length; i++)
                {
                    left.Members[i].Assigned = decision.Members[Array.IndexOf(decision.Names, rest[i])].Desired;
                    left.Members[i].Ready = left.Members[i].Assigned;
                    left.Members[i].RttTime = TimeSpan.FromSeconds(time);
                    left.SetRtt(0, i, 20 + i);
                }

                var state = WeightState.Load(feed.State.Save(), TimeSpan.Zero);
                var after = WeightLoop.Decide(state, left, WeightSpec.Default with { Surge = 0.5 }, TimeSpan.FromSeconds(time + 2));
                if (after.Members.Sum(static row => row.Desired) != 96 || after.Names.Length != 5) wrong++;
            });
            if (snapshot[0] is null) wrong++;
        }

        verdicts.Check("S16 a member leaves in the middle of a move: the rest adds up", wrong == 0, $"{wrong} of {seeds.Length} runs off (0)");
    }

    private void ShortByOne()
    {
        var (unplaced, moves) = (0, 0);
        int[] caps = [20, 15, 15, 20, 15, 10];
        foreach (var seed in seeds)
        {
            Loaded(PlantScenarios.Of("S0", World), World, seed, new SampleFeed(WeightSpec.Default) { Cap = i => caps[i] }, (time, decision) =>
            {
                if (decision.Members.Sum(static row => row.Desired) != 95) unplaced++;
                if (time > 240) moves += decision.Moves;
            });
        }

        verdicts.Check("S17 room is one short: all but one are placed, always", unplaced == 0, $"{unplaced} decisions off (0)");
        verdicts.Check("S17 room is one short: nothing moves", moves == 0, $"{moves} moves (0)");
    }

    private static void Loaded(PlantScenario scenario, Topology topology, uint seed, SampleFeed feed, Action<double, WeightDecision> watch) =>
        PlantRun.Run(topology, scenario, seed, Options, new EvenTraffic(period: 1), new LoadlineReplicas(feed) { Watch = watch });
}
