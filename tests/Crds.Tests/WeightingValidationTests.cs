namespace Loadline.Crds.Tests;

public sealed class WeightingValidationTests
{
    private const string Weighting = "spec.placement.replicaScheduling.weighting";

    [Fact]
    public void Static_weights_are_at_least_one()
    {
        ReplicaScheduling Weight(long weight) => new() { WeightPreference = new() { StaticWeightList = [new() { TargetCluster = new(), Weight = weight }] } };
        Specs.With(Weight(1)).IsValid();
        Specs.With(Weight(0)).Breaks("spec.placement.replicaScheduling.weightPreference.staticWeightList[0].weight");
    }

    [Fact]
    public void Weighting_belongs_to_replicas_divided_by_weight()
    {
        ReplicaScheduling Scheduling(string? dynamicWeight) => new() { WeightPreference = new() { DynamicWeight = dynamicWeight }, Weighting = new() };
        Specs.With(Scheduling(DynamicWeights.LatencyAndLoad)).IsValid();
        Specs.With(Scheduling(DynamicWeights.AvailableReplicas)).IsValid();
        Specs.With(Scheduling(null)).IsValid();
        Specs.With(new ReplicaScheduling { ReplicaDivisionPreference = ReplicaDivisionPreferences.Aggregated, Weighting = new() }).Breaks(Weighting);
        Specs.With(new ReplicaScheduling { ReplicaSchedulingType = ReplicaSchedulingTypes.Duplicated, Weighting = new() }).Breaks(Weighting);
    }

    [Fact]
    public void What_is_measured_belongs_to_latency_and_load()
    {
        var scheduling = new ReplicaScheduling { WeightPreference = new() { DynamicWeight = DynamicWeights.AvailableReplicas }, Weighting = new() { ServiceTime = "20ms" } };
        Specs.With(scheduling).Breaks(Weighting + ".serviceTime");
        Specs.With(scheduling with { WeightPreference = new() { DynamicWeight = DynamicWeights.LatencyAndLoad } }).IsValid();
    }

    [Fact]
    public void An_origin_is_a_member_or_a_region_with_a_share()
    {
        Specs.With(new Weighting { Origins = [new() { MemberCluster = "eu-1", Share = 60 }, new() { Region = "eu", Share = 40 }] }).IsValid();
        Specs.With(new Weighting { Origins = [new() { Share = 1 }] }).Breaks(Weighting + ".origins[0]");
        Specs.With(new Weighting { Origins = [new() { MemberCluster = "eu-1", Region = "eu", Share = 1 }] }).Breaks(Weighting + ".origins[0]");
        Specs.With(new Weighting { Origins = [new() { Region = "eu", Share = 0 }] }).Breaks(Weighting + ".origins[0].share");
        Specs.With(new Weighting { Origins = [new() { Region = "eu", Share = 1 }, new() { Region = "eu", Share = 2 }] }).Breaks(Weighting + ".origins[1]");
    }

    [Theory]
    [InlineData("20ms", true)]
    [InlineData("1.5s", true)]
    [InlineData("0s", false)]
    [InlineData("-1s", false)]
    [InlineData("20", false)]
    [InlineData("", false)]
    public void A_service_time_is_a_duration_above_zero(string text, bool valid) =>
        Assert.Equal(valid ? [] : [Weighting + ".serviceTime"], Specs.With(new Weighting { ServiceTime = text }).Broken());

    [Fact]
    public void A_query_and_source_PromQL_need_each_other()
    {
        Weighting Load(string? source, string? query) => new() { Signals = new() { Load = new() { Source = source, Query = query } } };
        Specs.With(Load("PromQL", "avg(load)")).IsValid();
        Specs.With(Load("Requests", null)).IsValid();
        Specs.With(Load("PromQL", null)).Breaks(Weighting + ".signals.load.query");
        Specs.With(Load(null, "avg(load)")).Breaks(Weighting + ".signals.load.query");
        Specs.With(new Weighting { Signals = new() { Latency = new() { Source = "Probe", Query = "x" } } }).Breaks(Weighting + ".signals.latency.query");
    }

    [Theory]
    [InlineData(2, 2, null)]
    [InlineData(0, 0, null)]
    [InlineData(3, 2, "minReplicas")]
    [InlineData(-1, 2, "minReplicas")]
    [InlineData(null, -1, "maxReplicas")]
    public void Bounds_of_replicas_are_ordered(int? min, int? max, string? brokenField)
    {
        var bound = new WeightBound { TargetCluster = new() { ClusterNames = ["eu-1"] }, MinReplicas = min, MaxReplicas = max };
        Assert.Equal(brokenField is null ? [] : [$"{Weighting}.bounds[0].{brokenField}"], Specs.With(new Weighting { Bounds = [bound] }).Broken());
    }

    [Fact]
    public void Rebalancing_has_percentages_and_an_interval()
    {
        Specs.With(new Weighting { Rebalance = new() { MinInterval = "0s", BenefitPercent = 0, HysteresisPercent = 100, SurgePercent = 100 } }).IsValid();
        Specs.With(new Weighting { Rebalance = new() { MinInterval = "soon", BenefitPercent = -1, HysteresisPercent = 101, SurgePercent = 101 } }).Breaks(
            Weighting + ".rebalance.minInterval",
            Weighting + ".rebalance.benefitPercent",
            Weighting + ".rebalance.hysteresisPercent",
            Weighting + ".rebalance.surgePercent");
    }
}
