using Loadline.Crds.Validation;

namespace Loadline.Crds.Tests;

public sealed class PolicyValidationTests
{
    [Fact]
    public void A_plain_policy_is_valid() => Specs.Policy.IsValid();

    [Fact]
    public void A_policy_needs_a_selector() => (Specs.Policy with { ResourceSelectors = [] }).Breaks("spec.resourceSelectors");

    [Theory]
    [InlineData("v1", true)]
    [InlineData("apps/v1", true)]
    [InlineData("my.group.example/v1beta1", true)]
    [InlineData("", false)]
    [InlineData("apps/", false)]
    [InlineData("/v1", false)]
    [InlineData("apps/v1/deployments", false)]
    [InlineData("Apps/v1", false)]
    public void An_api_version_is_a_version_or_group_and_version(string apiVersion, bool valid)
    {
        var broken = (Specs.Policy with { ResourceSelectors = [new() { ApiVersion = apiVersion, Kind = "X" }] }).Broken();
        Assert.Equal(valid ? [] : ["spec.resourceSelectors[0].apiVersion"], broken);
    }

    [Fact]
    public void A_namespaced_policy_selects_in_its_own_namespace_only()
    {
        var spec = Specs.Policy with
        {
            ResourceSelectors =
            [
                new() { ApiVersion = "v1", Kind = "ConfigMap", Namespace = Specs.Namespace },
                new() { ApiVersion = "v1", Kind = "ConfigMap", Namespace = "other" },
            ],
        };
        spec.Breaks("spec.resourceSelectors[1].namespace");
        Assert.Empty(spec.Broken(policyNamespace: null));
    }

    [Fact]
    public void Preemption_needs_names()
    {
        (Specs.Policy with { Preemption = "Always" }).IsValid();
        (Specs.Policy with { Preemption = "Never", ResourceSelectors = [new() { ApiVersion = "v1", Kind = "Service" }] }).IsValid();
        (Specs.Policy with { Preemption = "Always", ResourceSelectors = [new() { ApiVersion = "v1", Kind = "Service" }] }).Breaks("spec.resourceSelectors[0].name");
    }

    [Fact]
    public void Dispatching_is_suspended_for_all_members_or_for_some()
    {
        (Specs.Policy with { Suspension = new() { Dispatching = true } }).IsValid();
        (Specs.Policy with { Suspension = new() { Dispatching = false, DispatchingOnClusters = new() } }).IsValid();
        (Specs.Policy with { Suspension = new() { Dispatching = true, DispatchingOnClusters = new() } }).Breaks("spec.suspension.dispatchingOnClusters");
    }

    [Fact]
    public void Application_failover_needs_dependencies_to_move_along()
    {
        var failover = new FailoverBehavior { Application = new() { DecisionConditions = new() } };
        (Specs.Policy with { Failover = failover, PropagateDeps = true }).IsValid();
        (Specs.Policy with { Failover = failover }).Breaks("spec.failover.application");
        (Specs.Policy with { Failover = new() { Cluster = new() { TolerationSeconds = 0 } } }).IsValid();
    }

    [Theory]
    [InlineData(null, 1, true)]
    [InlineData("Gracefully", 1, true)]
    [InlineData("Gracefully", 0, false)]
    [InlineData("Directly", 1, false)]
    [InlineData("Never", 1, false)]
    [InlineData("Never", null, true)]
    public void A_grace_period_is_above_zero_and_belongs_to_graceful_purging(string? purgeMode, int? seconds, bool valid)
    {
        var failover = new FailoverBehavior { Application = new() { DecisionConditions = new(), PurgeMode = purgeMode, GracePeriodSeconds = seconds } };
        Assert.Equal(valid ? [] : ["spec.failover.application.gracePeriodSeconds"], (Specs.Policy with { Failover = failover, PropagateDeps = true }).Broken());
    }

    [Fact]
    public void Tolerations_of_failure_are_not_negative()
    {
        (Specs.Policy with { Failover = new() { Cluster = new() { TolerationSeconds = -1 } } }).Breaks("spec.failover.cluster.tolerationSeconds");
        var failover = new FailoverBehavior { Application = new() { DecisionConditions = new() { TolerationSeconds = -1 } } };
        (Specs.Policy with { Failover = failover, PropagateDeps = true }).Breaks("spec.failover.application.decisionConditions.tolerationSeconds");
    }

    [Fact]
    public void Preserved_state_travels_in_a_label()
    {
        FailoverBehavior Alias(string label) => new() { Cluster = new() { StatePreservation = new() { Rules = [new() { AliasLabelName = label, JsonPath = "{.jobId}" }] } } };
        (Specs.Policy with { Failover = Alias("example.io/job") }).IsValid();
        (Specs.Policy with { Failover = Alias("-job") }).Breaks("spec.failover.cluster.statePreservation.rules[0].aliasLabelName");
    }

    [Fact]
    public void Data_residency_names_jurisdictions_once()
    {
        (Specs.Policy with { DataResidency = new() { Jurisdictions = ["EU", "CH"] } }).IsValid();
        (Specs.Policy with { DataResidency = new() { Jurisdictions = [] } }).Breaks("spec.dataResidency.jurisdictions");
        (Specs.Policy with { DataResidency = new() { Jurisdictions = ["EU", ""] } }).Breaks("spec.dataResidency.jurisdictions");
        (Specs.Policy with { DataResidency = new() { Jurisdictions = ["EU", "EU"] } }).Breaks("spec.dataResidency.jurisdictions[1]");
    }

    [Theory]
    [InlineData("20%", true)]
    [InlineData("0%", true)]
    [InlineData("20", false)]
    [InlineData("-5%", false)]
    [InlineData("2.5%", false)]
    [InlineData("%", false)]
    public void A_surge_in_text_is_a_whole_percentage(string surge, bool valid) =>
        Assert.Equal(valid ? [] : ["spec.safety.maxSurge"], (Specs.Policy with { Safety = new() { MaxSurge = surge } }).Broken());

    [Fact]
    public void A_removal_budget_in_numbers_is_not_negative()
    {
        (Specs.Policy with { Safety = new() { RemovalBudget = 0 } }).IsValid();
        (Specs.Policy with { Safety = new() { RemovalBudget = -1 } }).Breaks("spec.safety.removalBudget");
    }

    [Theory]
    [InlineData("0 2 * * *", true)]
    [InlineData("*/15 0-6,22 1 JAN-mar Mon-Fri", true)]
    [InlineData("59 23 31 12 7", true)]
    [InlineData("60 2 * * *", false)]
    [InlineData("0 2 * *", false)]
    [InlineData("0 2 * * * *", false)]
    [InlineData("0 6-2 * * *", false)]
    [InlineData("*/0 * * * *", false)]
    [InlineData("@daily", false)]
    public void A_move_window_opens_by_five_cron_fields(string schedule, bool valid)
    {
        var spec = Specs.Policy with { Safety = new() { MoveWindows = [new() { Schedule = schedule, Duration = "2h" }] } };
        Assert.Equal(valid ? [] : ["spec.safety.moveWindows[0].schedule"], spec.Broken());
    }

    [Fact]
    public void A_move_window_has_a_length_and_a_known_time_zone()
    {
        var window = new MoveWindow { Schedule = "0 2 * * *", Duration = "2h", TimeZone = "UTC" };
        (Specs.Policy with { Safety = new() { MoveWindows = [window] } }).IsValid();
        (Specs.Policy with { Safety = new() { MoveWindows = [window with { Duration = "0s" }] } }).Breaks("spec.safety.moveWindows[0].duration");
        (Specs.Policy with { Safety = new() { MoveWindows = [window with { TimeZone = "Mars/Olympus" }] } }).Breaks("spec.safety.moveWindows[0].timeZone");
    }

    [Fact]
    public void Every_broken_rule_is_reported_at_once()
    {
        var spec = Specs.Policy with { ResourceSelectors = [], Safety = new() { MaxSurge = "x", RemovalBudget = -1 } };
        spec.Breaks("spec.resourceSelectors", "spec.safety.maxSurge", "spec.safety.removalBudget");
    }

    [Fact]
    public void The_scheduler_cannot_be_changed()
    {
        Assert.Empty(PolicyValidation.ValidateUpdate(Specs.Policy, Specs.Policy with { SchedulerName = PolicyDefaults.SchedulerName }));
        var error = Assert.Single(PolicyValidation.ValidateUpdate(Specs.Policy, Specs.Policy with { SchedulerName = "mine" }));
        Assert.Equal("spec.schedulerName: cannot be changed; delete the policy and create it anew", error.ToString());
    }
}
