using FsCheck;
using FsCheck.Fluent;

namespace Loadline.Operator.Tests.Guarding;

/// <summary>The guard's promise over any sequence of decisions and of things that happen in members.</summary>
public sealed class MakeBeforeBreakTests
{
    private static readonly Gen<FleetSetup> Setups =
        from percent in Gen.Elements(0, 50, 75, 90, 100)
        from surge in Gen.Choose(0, 5)
        from ordered in Gen.Elements(false, true)
        from total in Gen.Choose(1, SimulatedFleet.MaxTotal)
        from seed in Gen.Choose(0, 1000)
        select new FleetSetup(percent, surge, ordered, total, seed);

    private static readonly Gen<(FleetEvent Event, int Member, int Argument)> Steps =
        from what in Gen.Frequency(
            (6, Gen.Constant(FleetEvent.Decide)),
            (3, Gen.Constant(FleetEvent.Act)),
            (1, Gen.Constant(FleetEvent.ObserveOnly)),
            (4, Gen.Constant(FleetEvent.BecomeReady)),
            (1, Gen.Constant(FleetEvent.Crash)),
            (1, Gen.Constant(FleetEvent.Vanish)),
            (1, Gen.Constant(FleetEvent.Return)),
            (1, Gen.Constant(FleetEvent.Replan)))
        from member in Gen.Choose(0, SimulatedFleet.Members - 1)
        from argument in Gen.Choose(0, 1000)
        select (what, member, argument);

    private const int Often = 2000;

    [Fact]
    public void No_decision_takes_ready_replicas_below_the_floor_or_below_what_there_was() =>
        Prop.ForAll(Setups.ToArbitrary(), Steps.ListOf(80).ToArbitrary(), (setup, steps) =>
        {
            var fleet = new SimulatedFleet(setup);
            foreach (var (what, member, argument) in steps)
            {
                var before = fleet.ReadyInTheEnd;
                fleet.Happen(what, member, argument);
                if (what == FleetEvent.Decide && fleet.ReadyInTheEnd < Math.Min(fleet.Limits.Floor, before)) return false;
            }

            return true;
        }).Holds(Often);

    [Fact]
    public void No_decision_raises_the_replicas_within_reach_above_the_ceiling() =>
        Prop.ForAll(Setups.ToArbitrary(), Steps.ListOf(80).ToArbitrary(), (setup, steps) =>
        {
            var fleet = new SimulatedFleet(setup);
            foreach (var (what, member, argument) in steps)
            {
                var before = fleet.AppliedWithinReach;
                fleet.Happen(what, member, argument);
                if (what == FleetEvent.Decide && fleet.AppliedWithinReach > Math.Max(before, fleet.Limits.Ceiling)) return false;
            }

            return true;
        }).Holds(Often);

    [Fact]
    public void Once_members_answer_and_pods_become_ready_every_plan_is_carried_out() =>
        Prop.ForAll(Setups.ToArbitrary(), Steps.ListOf(80).ToArbitrary(), (setup, steps) =>
        {
            var fleet = new SimulatedFleet(setup);
            foreach (var (what, member, argument) in steps) fleet.Happen(what, member, argument);
            fleet.Recover();
            // With a slack of one, a replica moves every other round; taking longer would mean going round in circles.
            for (var round = 0; round < (2 * SimulatedFleet.MaxTotal) + 2 && !fleet.IsAsPlanned; round++) fleet.Round();
            return fleet.IsAsPlanned;
        }).Holds(Often);
}
