using System.Text;
using System.Text.Json.Nodes;
using Loadline.Operator.Observing;

namespace Loadline.Operator.Tests.Observing;

public sealed class StatusAggregatorTests
{
    private const string Fresh = """{"metadata":{"generation":4},"spec":{"replicas":10},"status":{}}""";

    [Fact]
    public void Counts_add_up_over_members_and_zeros_are_written()
    {
        var status = Aggregate("apps", "Deployment", Fresh,
            Report("eu", """{"replicas":3,"updatedReplicas":3,"readyReplicas":2,"availableReplicas":2,"unavailableReplicas":1}"""),
            Report("us", """{"replicas":7,"updatedReplicas":7}"""));

        Same("""{"observedGeneration":4,"replicas":10,"updatedReplicas":10,"readyReplicas":2,"availableReplicas":2,"unavailableReplicas":1}""", status);
    }

    [Fact]
    public void A_generation_is_observed_once_every_member_is_at_it()
    {
        const string template = """{"metadata":{"generation":4},"status":{"observedGeneration":3,"replicas":3}}""";

        Assert.Equal(3, Number(Aggregate("apps", "Deployment", template, Report("eu", """{"replicas":3}"""), Report("us", """{"replicas":7}""", upToDate: false)), "observedGeneration"));
        Assert.Equal(3, Number(Aggregate("apps", "Deployment", template, Report("eu", """{"replicas":4}"""), Report("us", "")), "observedGeneration"));
        Assert.Equal(4, Number(Aggregate("apps", "Deployment", template, Report("eu", """{"replicas":3}"""), Report("us", """{"replicas":7}""")), "observedGeneration"));
    }

    [Theory]
    [InlineData("apps", "Deployment")]
    [InlineData("apps", "StatefulSet")]
    [InlineData("apps", "DaemonSet")]
    [InlineData("batch", "Job")]
    [InlineData("", "Service")]
    [InlineData("", "PersistentVolumeClaim")]
    public void Nothing_is_written_before_anybody_reported(string group, string kind)
    {
        Assert.Null(Aggregate(group, kind, Fresh, Report("eu", ""), Report("us", "")));
        Assert.Null(Aggregate(group, kind, Fresh));
    }

    [Fact]
    public void Nothing_is_written_when_nothing_would_change()
    {
        const string template = """{"metadata":{"generation":4},"status":{"observedGeneration":4,"replicas":3,"readyReplicas":3,"conditions":[{"type":"Available"}]}}""";

        Assert.Null(Aggregate("apps", "Deployment", template, Report("eu", """{"replicas":3,"readyReplicas":3}""")));
    }

    [Fact]
    public void Once_no_member_holds_it_the_counts_are_zero()
    {
        const string template = """{"metadata":{"generation":4},"status":{"observedGeneration":4,"replicas":3,"readyReplicas":3}}""";

        var status = Aggregate("apps", "Deployment", template);

        Assert.Equal((4, 0, 0), (Number(status, "observedGeneration"), Number(status, "replicas"), Number(status, "readyReplicas")));
    }

    [Fact]
    public void Statefulsets_replicasets_and_daemonsets_add_up_by_their_own_names()
    {
        Assert.Equal(3, Number(Aggregate("apps", "StatefulSet", Fresh, Report("eu", """{"replicas":1,"currentReplicas":1}"""), Report("us", """{"replicas":2,"currentReplicas":2}""")), "currentReplicas"));
        Assert.Equal(3, Number(Aggregate("apps", "ReplicaSet", Fresh, Report("eu", """{"replicas":1,"fullyLabeledReplicas":1}"""), Report("us", """{"replicas":2,"fullyLabeledReplicas":2}""")), "fullyLabeledReplicas"));
        Assert.Equal(9, Number(Aggregate("apps", "DaemonSet", Fresh, Report("eu", """{"currentNumberScheduled":4,"numberReady":4}"""), Report("us", """{"currentNumberScheduled":5,"numberReady":5}""")), "numberReady"));
    }

    [Fact]
    public void Addresses_are_united_and_name_the_member_where_they_name_no_host()
    {
        const string template = """{"spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{}}}""";
        MemberReport[] reports =
        [
            Report("us", """{"loadBalancer":{"ingress":[{"hostname":"lb.us.example.com"}]}}"""),
            Report("eu", """{"loadBalancer":{"ingress":[{"ip":"192.0.2.1","ipMode":"VIP"}]}}"""),
            Report("ap", ""),
        ];
        var expected = """{"loadBalancer":{"ingress":[{"ip":"192.0.2.1","ipMode":"VIP","hostname":"eu"},{"hostname":"lb.us.example.com"}]}}""";

        var status = Aggregate("", "Service", template, reports);

        Same(expected, status);
        Same(expected, Aggregate("networking.k8s.io", "Ingress", """{"spec":{}}""", reports));
        Assert.Null(Aggregate("", "Service", $$$"""{"spec":{"type":"LoadBalancer"},"status":{{{status}}}}""", reports));
        Assert.Null(Aggregate("", "Service", $$$"""{"spec":{"type":"LoadBalancer"},"status":{{{status}}}}""", [.. reports.Reverse()]));
    }

    [Fact]
    public void A_service_without_load_balancer_has_no_status() =>
        Assert.Null(Aggregate("", "Service", """{"spec":{"type":"ClusterIP"}}""", Report("eu", """{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}""")));

    [Theory]
    [InlineData("Bound", "Bound", "Bound")]
    [InlineData("Bound", "Pending", "Pending")]
    [InlineData("Pending", "Lost", "Lost")]
    public void A_claim_is_as_good_as_its_worst_member(string one, string other, string expected) =>
        Same($$"""{"phase":"{{expected}}"}""", Aggregate("", "PersistentVolumeClaim", "{}",
            Report("eu", $$"""{"phase":"{{one}}"}"""), Report("us", $$"""{"phase":"{{other}}"}""")));

    [Fact]
    public void Kinds_that_do_not_add_up_are_left_alone() =>
        Assert.Null(Aggregate("example.com", "Widget", Fresh, Report("eu", """{"phase":"Ready"}""")));

    private static MemberReport Report(string cluster, string status, bool upToDate = true) => new(cluster, Encoding.UTF8.GetBytes(status), upToDate);

    private static string? Aggregate(string group, string kind, string template, params MemberReport[] reports) =>
        StatusAggregator.Aggregate(group, kind, Encoding.UTF8.GetBytes(template), reports) is { } status ? Encoding.UTF8.GetString(status) : null;

    private static int? Number(string? status, string field) => (int?)JsonNode.Parse(status!)![field];

    private static void Same(string expected, string? actual) =>
        Assert.True(actual is not null && JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual ?? "null");
}
