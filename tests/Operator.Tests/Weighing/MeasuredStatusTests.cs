using System.Text.Json;
using Loadline.Crds;

namespace Loadline.Operator.Tests.Weighing;

/// <summary>What a binding's status says of measured weights.</summary>
public sealed class MeasuredStatusTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(5);

    [Fact]
    public void A_policy_that_no_longer_measures_leaves_nothing_measured_behind_and_reports_that()
    {
        using var fleet = new VirtualFleet(12, null, null, ("a", 20), ("b", 40));
        fleet.Run(TimeSpan.FromMinutes(1));
        Assert.NotNull(fleet.Explanation);
        var news = fleet.News;
        fleet.Divide(DynamicWeights.AvailableReplicas);
        fleet.Run(TimeSpan.FromSeconds(2));
        Assert.Null(fleet.Explanation);
        Assert.Null(fleet.Problem);
        Assert.Equal(news + 1, fleet.News);
    }

    [Fact]
    public void Every_member_has_its_inputs_with_age_source_and_confidence_and_what_would_gain_it_a_replica()
    {
        using var fleet = Fleet();
        fleet.Run(Settle);
        var decision = fleet.Status().Decision!;
        Assert.Equal(DecisionModes.Normal, decision.Mode);
        Assert.NotNull(decision.Objective!.CurrentMs);
        Assert.True(decision.MarginalCostMs > 0);
        Assert.Equal("None", decision.TelemetryTier);
        Assert.Equal([("a", 5), ("b", 5), ("c", 2)], decision.Clusters!.Select(static c => (c.Name, c.DesiredReplicas!.Value)));
        Assert.Equal(10_000, decision.Clusters!.Sum(static c => c.Share));
        foreach (var cluster in decision.Clusters!)
        {
            Assert.Equal(("Probe", 0.7), (cluster.Inputs!.RttMs!.Source, cluster.Inputs.RttMs.Confidence!.Value));
            Assert.Matches("^[0-3]s$", cluster.Inputs.RttMs.Age!);
            Assert.Null(cluster.Inputs.Utilization);
            Assert.NotEmpty(cluster.ToGain!);
        }

        var a = decision.Clusters![0];
        Assert.Equal(("NMinusOne", "NMinus1Bound"), (a.Bound, a.Reason));
    }

    [Fact]
    public void A_decision_that_came_to_the_same_for_the_same_reasons_is_not_written_again()
    {
        using var fleet = Fleet();
        fleet.Run(Settle);
        var before = Json(fleet.Status());
        fleet.Run(Settle);
        Assert.Equal(before, Json(fleet.Status()));
    }

    [Fact]
    public void A_move_keeps_its_reason_after_it_is_done_and_the_decision_before_is_in_the_history()
    {
        using var fleet = Fleet();
        fleet.Run(Settle);
        var before = fleet.Status().Decision!;
        fleet["a"].RttMs += 80;
        fleet.RunUntilMoved();
        var moved = fleet.Status();
        Assert.Equal(before.Id, moved.DecisionHistory![0].Id);
        Assert.Equal("a:5 b:5 c:2", moved.DecisionHistory[0].Replicas);
        Assert.Equal("RttStep", moved.Decision!.Reason);
        var since = moved.Decision.Clusters![0].Since;

        fleet.Run(TimeSpan.FromSeconds(30));
        var after = fleet.Status();
        Assert.Equal(("RttStep", since), (after.Decision!.Clusters![0].Reason, after.Decision.Clusters[0].Since));
        Assert.Equal(moved.Decision.Id, after.DecisionHistory![0].Id);
    }

    [Fact]
    public void A_member_that_lost_replicas_says_what_for_even_while_its_others_still_warm_up()
    {
        using var fleet = Fleet(new() { Rebalance = new() { MinInterval = "2s" } });
        fleet.MostReady = 0;
        fleet.Run(TimeSpan.FromSeconds(10));
        fleet.MostReady = int.MaxValue;
        fleet.Run(TimeSpan.FromSeconds(20));
        Assert.Equal((5, "Warming"), First(fleet));
        fleet["a"].RttMs += 80;
        fleet.RunUntilMoved();
        Assert.Equal((2, "RttStep"), First(fleet));

        fleet.Run(TimeSpan.FromSeconds(12));
        Assert.Equal((2, "RttStep"), First(fleet));
        fleet.Run(Settle);
        Assert.Equal((2, "RttStep"), First(fleet));
    }

    [Fact]
    public void The_history_has_sixteen_entries_the_youngest_first()
    {
        using var fleet = Fleet();
        fleet.Run(Settle);
        fleet.Status();
        for (var i = 0; i < 20; i++)
        {
            fleet["a"].RttMs = i % 2 == 0 ? 150 : 20;
            fleet.Run(TimeSpan.FromMinutes(6));
            fleet.Status();
        }

        var history = fleet.Status().DecisionHistory!;
        Assert.Equal(16, history.Count);
        Assert.Equal(history.OrderByDescending(static h => h.Time).Select(static h => h.Id), history.Select(static h => h.Id));
    }

    [Fact]
    public void Conditions_tell_of_freshness_rest_and_reserve()
    {
        using var fleet = Fleet();
        fleet.Run(Settle);
        Assert.Equal(("True", SignalReasons.Measured), Condition(fleet, BindingConditions.WeightsFresh));
        Assert.Equal(("True", BindingReasons.Settled), Condition(fleet, BindingConditions.Stable));
        Assert.Equal(("True", BindingReasons.Enough), Condition(fleet, BindingConditions.CapacitySufficient));
        Assert.Equal(("False", BindingReasons.TooFewElsewhere), Condition(fleet, BindingConditions.SurvivesClusterLoss));

        fleet["b"].Silent = true;
        fleet.Run(TimeSpan.FromSeconds(16));
        Assert.Equal(("False", DecisionReasons.MetricsStale), Condition(fleet, BindingConditions.WeightsFresh));
    }

    private static (int, string?) First(VirtualFleet fleet) => fleet.Status().Decision!.Clusters![0] is var first ? (first.DesiredReplicas!.Value, first.Reason) : default;

    private static VirtualFleet Fleet(Weighting? weighting = null) => new(12, weighting, null, ("a", 20), ("b", 40), ("c", 60));

    private static (string, string) Condition(VirtualFleet fleet, string type)
    {
        var condition = fleet.Status().Conditions!.Single(c => c.Type == type);
        return (condition.Status, condition.Reason);
    }

    private static string Json(ResourceBindingStatus status) => JsonSerializer.Serialize(status with { SchedulerObservedGeneration = null, Conditions = null }, CrdsJsonContext.Default.ResourceBindingStatus);
}
