using Loadline.Crds;
using Loadline.Operator.Sensing;
using Loadline.Operator.Weighing;

namespace Loadline.Operator.Tests.Weighing;

public sealed class SignalPlanTests
{
    [Fact]
    public void Other_divisions_have_none() => Assert.Null(SignalPlan.Of(new() { WeightPreference = new() { DynamicWeight = DynamicWeights.AvailableReplicas } }));

    [Fact]
    public void A_latency_query_is_asked_once_for_each_origin()
    {
        var plan = Plan(new()
        {
            Origins = [new() { MemberCluster = "eu-1", Share = 1 }, new() { Region = "us", Share = 2 }],
            Signals = new() { Latency = new() { Source = SignalSources.PromQL, Query = "rtt{from=\"$origin\",to=\"$member\"}" } },
        });
        Assert.Equal(["rtt{from=\"eu-1\",to=\"$member\"}", "rtt{from=\"us\",to=\"$member\"}"], plan.Queries.Select(static q => q.Text));
        Assert.Equal("rtt{from=\"us\",to=\"m\"}", plan.LatencyQuery(1)!.Value.For("m"));
    }

    [Theory]
    [InlineData("PromQL", true)]
    [InlineData("Concurrency", true)]
    [InlineData("CPU", false)]
    [InlineData("Auto", false)]
    public void A_load_query_is_of_the_nodes_unless_utilization_says_that_it_is_of_the_replicas(string utilization, bool ofReplicas)
    {
        var plan = Plan(new() { Utilization = utilization, Signals = new() { Load = new() { Source = SignalSources.PromQL, Query = "load" } } });
        Assert.Equal((ofReplicas, new SignalQuery(SignalKind.Load, "load")), (plan.LoadIsOfReplicas, plan.LoadQuery!.Value));
        Assert.Null(plan.Refusal);
    }

    [Theory]
    [InlineData("Concurrency")]
    [InlineData("PromQL")]
    public void A_utilization_that_needs_a_query_and_has_none_is_refused_in_words(string utilization) =>
        Assert.Contains(utilization, Plan(new() { Utilization = utilization }).Refusal!.Message, StringComparison.Ordinal);

    private static SignalPlan Plan(Weighting weighting) =>
        SignalPlan.Of(new() { WeightPreference = new() { DynamicWeight = DynamicWeights.LatencyAndLoad }, Weighting = weighting })!;
}
