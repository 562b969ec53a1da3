using Loadline.Kubernetes.Client;
using Loadline.Operator.Binding;

namespace Loadline.Operator.Tests.Matching;

/// <summary>Whatever a policy contains, the operator works on and says what is wrong with that policy.</summary>
public sealed class HostilePolicyTests
{
    private const string Selectors = """
        "resourceSelectors":[{"apiVersion":"v1","kind":"ConfigMap"}]
        """;

    private const string Good = $$"""{{{Selectors}}}""";

    /// <summary>A part of a spec beside valid selectors, and the field that is named.</summary>
    public static TheoryData<string, string> Hostile => new()
    {
        { """ "priority":3000000000 """, "spec.priority" },
        { """ "priority":-99999999999999999999999999999999 """, "spec.priority" },
        { """ "priority":"high" """, "spec.priority" },
        { """ "priority":1.5 """, "spec.priority" },
        { """ "safety":{"maxSurge":3000000000} """, "spec.safety.maxSurge" },
        { """ "safety":{"maxSurge":[]} """, "spec.safety.maxSurge" },
        { """ "safety":{"removalBudget":3000000000} """, "spec.safety.removalBudget" },
        { """ "safety":{"removalBudget":"x%"} """, "spec.safety.removalBudget" },
        { """ "safety":{"minReadyPercent":1e40} """, "spec.safety.minReadyPercent" },
        { """ "safety":{"moveWindows":[{"schedule":"0 2 * * *","duration":"9999999999999999h"}]} """, "spec.safety.moveWindows[0].duration" },
        { """ "safety":{"moveWindows":[{"schedule":"0 2 * * *","duration":"99999999999999999999999999999999h"}]} """, "spec.safety.moveWindows[0].duration" },
        { """ "safety":{"moveWindows":[{"schedule":null,"duration":null}]} """, "spec.safety.moveWindows[0].schedule" },
        { """ "safety":{"moveWindows":[null]} """, "spec.safety.moveWindows[0]" },
        { """ "safety":{"moveWindows":{} } """, "spec.safety.moveWindows" },
        { """ "safety":7 """, "spec.safety" },
        { """ "failover":{"cluster":{"tolerationSeconds":99999999999} } """, "spec.failover.cluster.tolerationSeconds" },
        { Rebalance(""" "minInterval":"100000000h" """), "spec.placement.replicaScheduling.weighting.rebalance.minInterval" },
        { Rebalance(""" "minInterval":"999999999999999999999999999999h" """), "spec.placement.replicaScheduling.weighting.rebalance.minInterval" },
        { Rebalance(""" "moveBudget":3000000000 """), "spec.placement.replicaScheduling.weighting.rebalance.moveBudget" },
        { Weighting(""" "serviceTime":"9999999999h" """), "spec.placement.replicaScheduling.weighting.serviceTime" },
        { Weighting(""" "origins":[null] """), "spec.placement.replicaScheduling.weighting.origins[0]" },
        { Weighting(""" "bounds":[{"targetCluster":null,"minReplicas":1}] """), "spec.placement.replicaScheduling.weighting.bounds[0].targetCluster" },
        { """ "placement":{"replicaScheduling":{"weightPreference":{"staticWeightList":[{"targetCluster":null,"weight":1}]} } } """, "spec.placement.replicaScheduling.weightPreference.staticWeightList[0].targetCluster" },
        { """ "placement":{"replicaScheduling":{"weightPreference":{"staticWeightList":[null]} } } """, "spec.placement.replicaScheduling.weightPreference.staticWeightList[0]" },
        { """ "placement":{"clusterAffinities":[null]} """, "spec.placement.clusterAffinities[0]" },
        { """ "placement":{"clusterAffinities":[{}]} """, "spec.placement.clusterAffinities[0]" },
        { """ "placement":{"clusterAffinity":{"clusterNames":[null]} } """, "spec.placement.clusterAffinity.clusterNames[0]" },
        { """ "placement":{"clusterAffinity":{"labelSelector":{"matchExpressions":[{"key":null,"operator":"Exists"}]} } } """, "spec.placement.clusterAffinity.labelSelector.matchExpressions[0].key" },
        { """ "placement":{"clusterTolerations":[null]} """, "spec.placement.clusterTolerations[0]" },
        { """ "placement":{"clusterTolerations":[{"key":"k","operator":"Exists","tolerationSeconds":99999999999999999999}]} """, "spec.placement.clusterTolerations[0].tolerationSeconds" },
        { """ "placement":{"spreadConstraints":[{"minGroups":3000000000}]} """, "spec.placement.spreadConstraints[0].minGroups" },
        { """ "placement":{"spreadConstraints":null,"replicaScheduling":[]} """, "spec.placement.replicaScheduling" },
        { """ "dataResidency":{"jurisdictions":null} """, "spec.dataResidency.jurisdictions" },
        { """ "suspension":{"dispatchingOnClusters":{"clusterNames":[null]} } """, "spec.suspension.dispatchingOnClusters.clusterNames[0]" },
    };

    /// <summary>Whole specs.</summary>
    public static TheoryData<string> HostileSpecs =>
    [
        "null", "[]", "7", "\"text\"", "{}",
        """{"resourceSelectors":null}""",
        """{"resourceSelectors":[null]}""",
        """{"resourceSelectors":[{}]}""",
        """{"resourceSelectors":[{"apiVersion":null,"kind":null}]}""",
        """{"resourceSelectors":[{"apiVersion":"v1","kind":"ConfigMap","labelSelector":{"matchLabels":{"":null} } }]}""",
        """{"resourceSelectors":[{"apiVersion":"v1","kind":"ConfigMap","labelSelector":{"matchLabels":[]} }]}""",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_field_that_cannot_be_read_makes_the_policy_invalid_and_is_named(string part, string field)
    {
        var spec = $$"""{{{Selectors}}, {{part}}}""";
        using var leader = new Leader(Leader.Object("PropagationPolicy", "hostile", spec, "shop", 1), Leader.Object("PropagationPolicy", "good", Good, "shop", 2));
        leader.Put("ClusterPropagationPolicy", "hostile", spec, null);

        foreach (var policy in (Operator.Matching.Policy[])[leader.Policy("hostile")!, leader.Policy("hostile", null)!])
        {
            Assert.False(policy.IsValid);
            Assert.Contains(policy.Errors, e => e.Path.StartsWith(field, StringComparison.Ordinal));
        }

        Assert.True(leader.Policy("good")!.IsValid);
    }

    [Theory]
    [MemberData(nameof(HostileSpecs))]
    public void A_spec_that_cannot_be_read_makes_the_policy_invalid(string spec)
    {
        using var leader = new Leader(Leader.Object("PropagationPolicy", "hostile", spec, "shop", 1));
        Assert.False(leader.Policy("hostile")!.IsValid);
        Assert.NotEmpty(leader.Policy("hostile")!.Errors);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_a_policy_placed_stays_its_own_when_it_can_be_read_no_more(string part, string field)
    {
        _ = field;
        using var leader = new Leader();
        leader.Put("PropagationPolicy", "owner", Good);
        leader.Put("PropagationPolicy", "other", Good);
        var binding = Binding("owner");
        Assert.Equal("owner", leader.Policies.Match(Template, Key, binding).Winner?.Key.Name);

        leader.Put("PropagationPolicy", "owner", $$"""{{{Selectors}}, {{part}}}""");
        Assert.Null(leader.Policies.Match(Template, Key, binding).Winner);
        Assert.True(leader.Policies.HasInvalidOwner(binding));
        Assert.Equal("other", leader.Policies.Match(Template, Key, null).Winner?.Key.Name);

        leader.Put("PropagationPolicy", "owner", Good);
        Assert.Equal("owner", leader.Policies.Match(Template, Key, binding).Winner?.Key.Name);
    }

    [Fact]
    public void Any_JSON_in_place_of_any_field_leaves_the_operator_working()
    {
        using var leader = new Leader();
        foreach (var spec in JsonMutations.Of(Full))
        {
            leader.Put("PropagationPolicy", "hostile", spec);
            var policy = leader.Policy("hostile");
            Assert.True(policy is not null, spec);
            Assert.True(policy.IsValid || policy.Errors.All(static e => e.Path.StartsWith("spec", StringComparison.Ordinal)), spec);
            _ = leader.Policies.Match(Template, Key, Binding("hostile"));
        }
    }

    private static readonly TemplateKey Key = new(new("", "v1", "configmaps", "ConfigMap", true), "shop", "settings");

    private static readonly KubeObject Template = KubeObject.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop","labels":{"app":"web"} } }""");

    private static BindingView Binding(string owner) => new(
        Leader.Object("ResourceBinding", "settings-configmap", "{}", "shop", 1),
        Operator.Hosting.LoadlineResources.ResourceBindings,
        new()
        {
            Resource = new() { ApiVersion = "v1", Kind = "ConfigMap", Name = "settings" },
            PolicyRef = new() { Kind = "PropagationPolicy", Namespace = "shop", Name = owner },
        },
        null);

    private static string Weighting(string part) =>
        $$""" "placement":{"replicaScheduling":{"weightPreference":{"dynamicWeight":"LatencyAndLoad"},"weighting":{ {{part}} } } } """;

    private static string Rebalance(string part) => Weighting($$""" "rebalance":{ {{part}} } """);

    /// <summary>A policy that says everything that a policy can say.</summary>
    private const string Full = """
        {
          "resourceSelectors": [{"apiVersion": "v1", "kind": "ConfigMap", "namespace": "shop", "name": "",
            "labelSelector": {"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]}}],
          "mode": "Enforce", "priority": 1, "preemption": "Never", "conflictResolution": "Abort", "propagateDeps": true, "preserveResourcesOnDeletion": true,
          "schedulerName": "default-scheduler", "association": true, "dependentOverrides": ["a"], "schedulePriority": {"priorityClassSource": "KubePriorityClass", "priorityClassName": "a"},
          "dataResidency": {"jurisdictions": ["EU"]},
          "suspension": {"dispatching": false, "dispatchingOnClusters": {"clusterNames": ["a"]}},
          "failover": {
            "cluster": {"tolerationSeconds": 30, "purgeMode": "Gracefully", "statePreservation": {"rules": [{"aliasLabelName": "a", "jsonPath": "{.a}"}]}},
            "application": {"decisionConditions": {"tolerationSeconds": 300}, "purgeMode": "Gracefully", "gracePeriodSeconds": 600}},
          "safety": {"minReadyPercent": 100, "maxSurge": "20%", "removalBudget": 5, "moveWindows": [{"schedule": "0 2 * * *", "duration": "2h", "timeZone": "UTC"}]},
          "placement": {
            "clusterAffinities": [{"affinityName": "a", "clusterNames": ["a"], "exclude": ["b"], "labelSelector": {"matchLabels": {"tier": "1"}},
              "fieldSelector": {"matchExpressions": [{"key": "region", "operator": "In", "values": ["eu"]}]},
              "overflowAffinities": [{"affinityName": "c", "clusterNames": ["c"]}]}],
            "clusterTolerations": [{"key": "k", "operator": "Equal", "value": "v", "effect": "NoExecute", "tolerationSeconds": 60}],
            "spreadConstraints": [{"spreadByField": "cluster", "minGroups": 1, "maxGroups": 3}, {"spreadByLabel": "tier", "minGroups": 1}],
            "workloadAffinity": {"affinity": {"groupByLabelKey": "a"}, "antiAffinity": {"groupByLabelKey": "b"}},
            "replicaScheduling": {"replicaSchedulingType": "Divided", "replicaDivisionPreference": "Weighted",
              "weightPreference": {"dynamicWeight": "LatencyAndLoad", "staticWeightList": [{"targetCluster": {"clusterNames": ["a"]}, "weight": 1}]},
              "weighting": {"origins": [{"region": "eu", "share": 1}], "serviceTime": "20ms", "utilization": "PromQL",
                "signals": {"latency": {"source": "PromQL", "query": "q"}, "load": {"source": "PromQL", "query": "q"}},
                "bounds": [{"targetCluster": {"clusterNames": ["a"]}, "minReplicas": 1, "maxReplicas": 2}],
                "rebalance": {"strategy": "Continuous", "minInterval": "60s", "benefitPercent": 2, "hysteresisPercent": 10, "surgePercent": 20, "moveBudget": "20%", "surviveClusterLoss": true}}}}
        }
        """;
}
