using Loadline.Kubernetes.Models;

namespace Loadline.Crds.Tests;

public sealed class PlacementValidationTests
{
    private const string Affinities = "spec.placement.clusterAffinities";
    private const string Spread = "spec.placement.spreadConstraints";

    private static readonly ReplicaScheduling Aggregated = new() { ReplicaDivisionPreference = ReplicaDivisionPreferences.Aggregated };

    [Fact]
    public void Cluster_affinity_is_one_group_or_a_list_of_groups()
    {
        Specs.With(new Placement { ClusterAffinity = new() { ClusterNames = ["eu-1"] } }).IsValid();
        Specs.With(new Placement { ClusterAffinities = [new() { AffinityName = "a" }] }).IsValid();
        Specs.With(new Placement { ClusterAffinity = new(), ClusterAffinities = [new() { AffinityName = "a" }] }).Breaks(Affinities);
    }

    [Fact]
    public void Affinity_names_are_unique_label_keys()
    {
        Specs.With(new Placement { ClusterAffinities = [new() { AffinityName = "a" }, new() { AffinityName = "b" }] }).IsValid();
        Specs.With(new Placement { ClusterAffinities = [new() { AffinityName = "a" }, new() { AffinityName = "a" }] }).Breaks(Affinities + "[1].affinityName");
        Specs.With(new Placement { ClusterAffinities = [new() { AffinityName = "not a key" }] }).Breaks(Affinities + "[0].affinityName");
    }

    [Fact]
    public void Overflow_groups_need_aggregation_or_dynamic_weights()
    {
        var placement = new Placement
        {
            ClusterAffinities = [new() { AffinityName = "own", ClusterNames = ["dc-1"], OverflowAffinities = [new() { AffinityName = "cloud" }] }],
        };
        Specs.With(placement with { ReplicaScheduling = Aggregated }).IsValid();
        Specs.With(placement with { ReplicaScheduling = new() { WeightPreference = new() { DynamicWeight = DynamicWeights.AvailableReplicas } } }).IsValid();
        Specs.With(placement).Breaks(Affinities + "[0].overflowAffinities");
        Specs.With(placement with { ReplicaScheduling = new() { ReplicaDivisionPreference = ReplicaDivisionPreferences.Weighted } }).Breaks(Affinities + "[0].overflowAffinities");
    }

    [Fact]
    public void Overflow_groups_need_a_primary_group_that_says_something_and_names_of_their_own()
    {
        Placement Term(ClusterAffinityTerm term) => new() { ClusterAffinities = [term], ReplicaScheduling = Aggregated };
        Specs.With(Term(new() { AffinityName = "own", OverflowAffinities = [new() { AffinityName = "cloud" }] })).Breaks(Affinities + "[0].overflowAffinities");
        Specs.With(Term(new() { AffinityName = "own", Exclude = ["x"], OverflowAffinities = [new() { AffinityName = "own" }] })).Breaks(Affinities + "[0].overflowAffinities[0].affinityName");
        Specs.With(Term(new() { AffinityName = "own", Exclude = ["x"], OverflowAffinities = [new() { AffinityName = "c" }, new() { AffinityName = "c" }] }))
            .Breaks(Affinities + "[0].overflowAffinities[1].affinityName");
    }

    [Theory]
    [InlineData("provider", "In", true)]
    [InlineData("region", "NotIn", true)]
    [InlineData("zone", "In", true)]
    [InlineData("zones", "In", false)]
    public void Field_selectors_know_provider_region_and_zone(string key, string @operator, bool valid)
    {
        var affinity = new ClusterAffinity { FieldSelector = new() { MatchExpressions = [new() { Key = key, Operator = @operator, Values = ["x"] }] } };
        var broken = Specs.With(new Placement { ClusterAffinity = affinity }).Broken();
        Assert.Equal(valid ? [] : ["spec.placement.clusterAffinity.fieldSelector.matchExpressions[0].key"], broken);
    }

    [Fact]
    public void Field_selectors_compare_by_In_and_NotIn_with_values()
    {
        ClusterAffinity Field(string @operator, params string[] values) => new() { FieldSelector = new() { MatchExpressions = [new() { Key = "zone", Operator = @operator, Values = values }] } };
        const string At = "spec.placement.clusterAffinity.fieldSelector.matchExpressions[0]";
        Specs.With(new Placement { ClusterAffinity = Field("Exists", "a") }).Breaks(At + ".operator");
        Specs.With(new Placement { ClusterAffinity = Field("In") }).Breaks(At + ".values");
    }

    [Theory]
    [InlineData("In", 1, true)]
    [InlineData("In", 0, false)]
    [InlineData("NotIn", 0, false)]
    [InlineData("Exists", 0, true)]
    [InlineData("Exists", 1, false)]
    [InlineData("DoesNotExist", 1, false)]
    public void Label_operators_have_values_or_not(string @operator, int values, bool valid)
    {
        var selector = new V1LabelSelector { MatchExpressions = [new() { Key = "tier", Operator = @operator, Values = [.. Enumerable.Repeat("gold", values)] }] };
        var broken = Specs.With(new Placement { ClusterAffinity = new() { LabelSelector = selector } }).Broken();
        Assert.Equal(valid ? [] : ["spec.placement.clusterAffinity.labelSelector.matchExpressions[0].values"], broken);
    }

    [Theory]
    [InlineData("example.io/tier", "gold", true)]
    [InlineData("tier", "", true)]
    [InlineData("tier/", "gold", false)]
    [InlineData("a/b/c", "gold", false)]
    [InlineData("tier", "-gold", false)]
    public void Labels_have_Kubernetes_syntax(string key, string value, bool valid)
    {
        var selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [key] = value } };
        var broken = Specs.With(new Placement { ClusterAffinity = new() { LabelSelector = selector } }).Broken();
        Assert.Equal(valid ? [] : [$"spec.placement.clusterAffinity.labelSelector.matchLabels[{key}]"], broken);
    }

    [Fact]
    public void A_label_name_has_at_most_63_characters()
    {
        Placement Label(int length) => new() { ClusterAffinity = new() { LabelSelector = new() { MatchLabels = new Dictionary<string, string> { [new('a', length)] = "" } } } };
        Specs.With(Label(63)).IsValid();
        Assert.Single(Specs.With(Label(64)).Broken());
    }

    [Fact]
    public void Spreading_is_by_field_or_by_label()
    {
        Specs.With(new Placement { SpreadConstraints = [new() { SpreadByField = "cluster" }] }).IsValid();
        Specs.With(new Placement { SpreadConstraints = [new() { SpreadByLabel = "example.io/rack" }] }).IsValid();
        Specs.With(new Placement { SpreadConstraints = [new() { SpreadByField = "cluster", SpreadByLabel = "rack" }] }).Breaks(Spread + "[0].spreadByLabel");
    }

    [Theory]
    [InlineData(0, null, true)]
    [InlineData(-1, null, false)]
    [InlineData(2, 2, true)]
    [InlineData(3, 2, false)]
    [InlineData(0, 0, false)]
    [InlineData(null, 1, true)]
    [InlineData(null, -1, false)]
    public void Spread_bounds_are_ordered_and_an_explicit_zero_maximum_is_refused(int? min, int? max, bool valid)
    {
        var broken = Specs.With(new Placement { SpreadConstraints = [new() { SpreadByField = "cluster", MinGroups = min, MaxGroups = max }] }).Broken();
        Assert.Equal(valid, broken.Length == 0);
    }

    [Fact]
    public void Each_field_is_spread_over_once_and_clusters_are_among_them()
    {
        Specs.With(new Placement { SpreadConstraints = [new() { SpreadByField = "region" }, new() { SpreadByField = "cluster" }] }).IsValid();
        Specs.With(new Placement { SpreadConstraints = [new() { SpreadByField = "region" }] }).Breaks(Spread);
        Specs.With(new Placement { SpreadConstraints = [new() { SpreadByLabel = "rack" }, new() { SpreadByField = "cluster" }, new() { SpreadByField = "cluster" }] })
            .Breaks(Spread + "[2].spreadByField");
    }

    [Fact]
    public void Affinity_and_anti_affinity_of_workloads_use_different_labels()
    {
        Specs.With(new Placement { WorkloadAffinity = new() { Affinity = new() { GroupByLabelKey = "a" }, AntiAffinity = new() { GroupByLabelKey = "b" } } }).IsValid();
        Specs.With(new Placement { WorkloadAffinity = new() { Affinity = new() { GroupByLabelKey = "a" }, AntiAffinity = new() { GroupByLabelKey = "a" } } })
            .Breaks("spec.placement.workloadAffinity.antiAffinity.groupByLabelKey");
        Specs.With(new Placement { WorkloadAffinity = new() { Affinity = new() { GroupByLabelKey = "a b" } } })
            .Breaks("spec.placement.workloadAffinity.affinity.groupByLabelKey");
    }

    [Theory]
    [InlineData(null, "Exists", null, null, null, null)]
    [InlineData(null, "Equal", null, null, null, "operator")]
    [InlineData("k", null, "v", "NoSchedule", null, null)]
    [InlineData("k", "Exists", "v", null, null, "value")]
    [InlineData("k", "Gt", "1", null, null, "operator")]
    [InlineData("k", "Lt", "1", null, null, "operator")]
    [InlineData("k", "Exists", null, "NoExecute", 30L, null)]
    [InlineData("k", "Exists", null, "NoSchedule", 30L, "effect")]
    [InlineData("k", "Exists", null, "Never", null, "effect")]
    [InlineData("k k", "Exists", null, null, null, "key")]
    public void Tolerations_follow_the_rules_of_pods(string? key, string? @operator, string? value, string? effect, long? seconds, string? brokenField)
    {
        var toleration = new V1Toleration { Key = key, Operator = @operator, Value = value, Effect = effect, TolerationSeconds = seconds };
        var broken = Specs.With(new Placement { ClusterTolerations = [toleration] }).Broken();
        Assert.Equal(brokenField is null ? [] : [$"spec.placement.clusterTolerations[0].{brokenField}"], broken);
    }
}
