using Loadline.Crds.Validation;

namespace Loadline.Crds.Tests;

public sealed class PolicyDefaultsTests
{
    [Fact]
    public void Selectors_of_a_namespaced_policy_get_its_namespace()
    {
        var spec = Specs.Policy with
        {
            ResourceSelectors = [new() { ApiVersion = "v1", Kind = "Service" }, new() { ApiVersion = "v1", Kind = "Service", Namespace = "other" }],
        };
        Assert.Equal(["shop", "other"], PolicyDefaults.Apply(spec, "shop").ResourceSelectors.Select(s => s.Namespace));
        Assert.Equal([null, "other"], PolicyDefaults.Apply(spec, null).ResourceSelectors.Select(s => s.Namespace));
    }

    [Fact]
    public void A_spread_constraint_without_field_and_label_spreads_over_clusters()
    {
        var placement = PolicyDefaults.Placement(new() { SpreadConstraints = [new(), new() { SpreadByLabel = "rack" }, new() { SpreadByField = "zone" }] })!;
        Assert.Equal(["cluster", null, "zone"], placement.SpreadConstraints!.Select(s => s.SpreadByField));
    }

    [Fact]
    public void The_least_number_of_groups_is_one_and_the_greatest_stays_open()
    {
        var placement = PolicyDefaults.Placement(new() { SpreadConstraints = [new(), new() { MinGroups = 0 }, new() { MinGroups = 2, MaxGroups = 3 }] })!;
        Assert.Equal([1, 1, 2], placement.SpreadConstraints!.Select(s => s.MinGroups));
        Assert.Equal([null, null, 3], placement.SpreadConstraints!.Select(s => s.MaxGroups));
    }

    [Theory]
    [InlineData(null, null, "Divided", "Weighted")]
    [InlineData("Divided", null, "Divided", "Weighted")]
    [InlineData("Divided", "Aggregated", "Divided", "Aggregated")]
    [InlineData("Duplicated", null, "Duplicated", null)]
    public void Division_is_by_weight_unless_said_otherwise(string? type, string? preference, string expectedType, string? expectedPreference)
    {
        var scheduling = PolicyDefaults.Placement(new() { ReplicaScheduling = new() { ReplicaSchedulingType = type, ReplicaDivisionPreference = preference } })!.ReplicaScheduling!;
        Assert.Equal((expectedType, expectedPreference), (scheduling.ReplicaSchedulingType, scheduling.ReplicaDivisionPreference));
    }

    [Fact]
    public void Importing_a_service_takes_its_endpoints_along()
    {
        var spec = Specs.Policy with { ResourceSelectors = [new() { ApiVersion = "multicluster.x-k8s.io/v1alpha1", Kind = "ServiceImport" }] };
        Assert.True(PolicyDefaults.Apply(spec, "shop").PropagateDeps);
        Assert.Null(PolicyDefaults.Apply(Specs.Policy, "shop").PropagateDeps);
    }

    [Theory]
    [InlineData(null, null, 600)]
    [InlineData("Gracefully", null, 600)]
    [InlineData("Gracefully", 30, 30)]
    [InlineData("Directly", null, null)]
    [InlineData("Never", null, null)]
    public void Graceful_purging_waits_ten_minutes(string? purgeMode, int? seconds, int? expected)
    {
        var spec = Specs.Policy with { Failover = new() { Application = new() { DecisionConditions = new(), PurgeMode = purgeMode, GracePeriodSeconds = seconds } } };
        Assert.Equal(expected, PolicyDefaults.Apply(spec, "shop").Failover!.Application!.GracePeriodSeconds);
    }

    [Fact]
    public void Applying_defaults_again_changes_nothing()
    {
        var spec = Specs.Policy with
        {
            Placement = new() { SpreadConstraints = [new()], ReplicaScheduling = new() },
            Failover = new() { Application = new() { DecisionConditions = new() } },
        };
        var once = PolicyDefaults.Apply(spec, "shop");
        var twice = PolicyDefaults.Apply(once, "shop");
        Assert.Equal(Json.Text(once), Json.Text(twice));
        Assert.NotEqual(Json.Text(spec), Json.Text(once));
    }

    [Fact]
    public void The_schema_fills_in_the_defaults_that_the_code_names()
    {
        Assert.Equal(PolicyDefaults.SchedulerName, (string?)Schemas.Field("PropagationPolicy", "spec.schedulerName")["default"]);
        Assert.Equal(PolicyDefaults.MinReadyPercent, (int)Schemas.Field("PropagationPolicy", "spec.safety.minReadyPercent")["default"]!);
        Assert.Equal(PolicyDefaults.MaxSurge, (string?)Schemas.Field("PropagationPolicy", "spec.safety.maxSurge")["default"]);
        Assert.Equal(PolicyDefaults.RemovalBudget, (string?)Schemas.Field("PropagationPolicy", "spec.safety.removalBudget")["default"]);
        const string Rebalance = "spec.placement.replicaScheduling.weighting.rebalance.";
        Assert.Equal(PolicyDefaults.RebalanceMinInterval, KubeDuration.Parse((string)Schemas.Field("PropagationPolicy", Rebalance + "minInterval")["default"]!));
        Assert.Equal(PolicyDefaults.BenefitPercent, (int)Schemas.Field("PropagationPolicy", Rebalance + "benefitPercent")["default"]!);
        Assert.Equal(PolicyDefaults.HysteresisPercent, (int)Schemas.Field("PropagationPolicy", Rebalance + "hysteresisPercent")["default"]!);
        Assert.Equal(PolicyDefaults.SurgePercent, (int)Schemas.Field("PropagationPolicy", Rebalance + "surgePercent")["default"]!);
        Assert.Equal(PolicyDefaults.SurviveClusterLoss, (bool)Schemas.Field("PropagationPolicy", Rebalance + "surviveClusterLoss")["default"]!);
        Assert.Equal(PolicyDefaults.ApplicationTolerationSeconds, (int)Schemas.Field("PropagationPolicy", "spec.failover.application.decisionConditions.tolerationSeconds")["default"]!);
        Assert.Equal(PolicyDefaults.PurgeMode, (string?)Schemas.Field("PropagationPolicy", "spec.failover.application.purgeMode")["default"]);
    }
}
