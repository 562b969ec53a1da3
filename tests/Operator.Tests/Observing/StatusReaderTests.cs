using System.Text;
using System.Text.Json.Nodes;
using Loadline.Operator.Observing;
using Loadline.Operator.Tests.Corpus;

namespace Loadline.Operator.Tests.Observing;

public sealed class StatusReaderTests
{
    [Fact]
    public void A_deployment_that_rolled_out_is_healthy_and_counted()
    {
        var report = StatusReader.Read("apps", "Deployment", Template.Read("deployment"));

        Assert.Equal((10, 10, 10, 10), (report.Replicas, report.Ready, report.Updated, report.Available));
        Assert.True(report.GenerationObserved);
        Assert.Equal(Health.Healthy, report.Health);
        Assert.Equal("""{"replicas":10,"updatedReplicas":10,"readyReplicas":10,"availableReplicas":10}""", Reflected(report));
    }

    [Fact]
    public void A_deployment_whose_controller_has_not_looked_yet_reports_nothing()
    {
        var report = Read("Deployment", """{"metadata":{"generation":1},"spec":{"replicas":3},"status":{}}""");

        Assert.Equal(0, report.Ready);
        Assert.False(report.GenerationObserved);
        Assert.Equal(Health.Unknown, report.Health);
        Assert.True(report.ReflectedStatus.IsEmpty);
    }

    [Fact]
    public void Zero_replicas_are_a_report()
    {
        var report = Read("Deployment", """{"metadata":{"generation":1},"spec":{"replicas":0},"status":{"observedGeneration":1}}""");

        Assert.Equal(Health.Healthy, report.Health);
        Assert.Equal("""{"replicas":0}""", Reflected(report));
    }

    [Fact]
    public void A_status_of_an_older_generation_still_counts_pods_but_says_nothing_about_health()
    {
        var report = Read("Deployment", """{"metadata":{"generation":5},"spec":{"replicas":3},"status":{"observedGeneration":4,"replicas":3,"readyReplicas":2}}""");

        Assert.Equal(2, report.Ready);
        Assert.False(report.GenerationObserved);
        Assert.Equal(Health.Unknown, report.Health);
    }

    [Theory]
    // Deployment: every replica of the newest template, all of them available.
    [InlineData("Deployment", """{"replicas":3}""", """{"replicas":3,"updatedReplicas":3,"availableReplicas":3}""", "Healthy")]
    [InlineData("Deployment", """{"replicas":3}""", """{"replicas":4,"updatedReplicas":2,"availableReplicas":4}""", "Unhealthy")]
    [InlineData("Deployment", """{"replicas":3}""", """{"replicas":3,"updatedReplicas":3,"availableReplicas":2}""", "Unhealthy")]
    [InlineData("Deployment", """{}""", """{"replicas":1,"updatedReplicas":1,"availableReplicas":1}""", "Healthy")]
    // StatefulSet: what lies below the partition stays old on purpose.
    [InlineData("StatefulSet", """{"replicas":3}""", """{"replicas":3,"updatedReplicas":3,"availableReplicas":3}""", "Healthy")]
    [InlineData("StatefulSet", """{"replicas":3}""", """{"replicas":3,"updatedReplicas":1,"availableReplicas":3}""", "Unhealthy")]
    [InlineData("StatefulSet", """{"replicas":3,"updateStrategy":{"rollingUpdate":{"partition":2}}}""", """{"replicas":3,"updatedReplicas":1,"availableReplicas":3}""", "Healthy")]
    [InlineData("StatefulSet", """{"replicas":3}""", """{"replicas":3,"updatedReplicas":3,"availableReplicas":2}""", "Unhealthy")]
    [InlineData("ReplicaSet", """{"replicas":2}""", """{"replicas":2,"availableReplicas":2}""", "Healthy")]
    [InlineData("ReplicaSet", """{"replicas":2}""", """{"replicas":2,"availableReplicas":1}""", "Unhealthy")]
    [InlineData("DaemonSet", """{}""", """{"desiredNumberScheduled":3,"updatedNumberScheduled":3,"numberAvailable":3}""", "Healthy")]
    [InlineData("DaemonSet", """{}""", """{"desiredNumberScheduled":3,"updatedNumberScheduled":2,"numberAvailable":3}""", "Unhealthy")]
    public void Health_of_a_workload_is_what_its_kind_promises(string kind, string spec, string status, string expected)
    {
        var observed = status.Insert(1, "\"observedGeneration\":2,");

        var report = Read(kind, $$$"""{"metadata":{"generation":2},"spec":{{{spec}}},"status":{{{observed}}}}""");

        Assert.Equal(expected, report.Health.ToString());
    }

    [Theory]
    [InlineData("batch", "Job", """{"status":{"active":2}}""", "Healthy")]
    [InlineData("batch", "Job", """{"status":{"conditions":[{"type":"Complete","status":"True"}]}}""", "Healthy")]
    [InlineData("batch", "Job", """{"status":{"conditions":[{"type":"Failed","status":"True"}]}}""", "Unhealthy")]
    [InlineData("", "Pod", """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""", "Healthy")]
    [InlineData("", "Pod", """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}]}}""", "Unhealthy")]
    [InlineData("", "Pod", """{"status":{"phase":"Succeeded"}}""", "Healthy")]
    [InlineData("", "Pod", """{"status":{"phase":"Failed"}}""", "Unhealthy")]
    [InlineData("", "Pod", """{"status":{"phase":"Pending"}}""", "Unknown")]
    [InlineData("", "Service", """{"spec":{"type":"ClusterIP"},"status":{"loadBalancer":{}}}""", "Healthy")]
    [InlineData("", "Service", """{"spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{}}}""", "Unhealthy")]
    [InlineData("", "Service", """{"spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}}""", "Healthy")]
    [InlineData("networking.k8s.io", "Ingress", """{"status":{"loadBalancer":{"ingress":[]}}}""", "Unhealthy")]
    [InlineData("", "PersistentVolumeClaim", """{"status":{"phase":"Bound"}}""", "Healthy")]
    [InlineData("", "PersistentVolumeClaim", """{"status":{"phase":"Pending"}}""", "Unknown")]
    [InlineData("", "PersistentVolumeClaim", """{"status":{"phase":"Lost"}}""", "Unhealthy")]
    [InlineData("", "ConfigMap", """{"metadata":{"name":"a"},"data":{}}""", "Healthy")]
    [InlineData("example.com", "Widget", """{"metadata":{"generation":1},"spec":{}}""", "Unknown")]
    [InlineData("example.com", "Widget", """{"metadata":{"generation":1},"status":{"conditions":[{"type":"Ready","status":"True"}]}}""", "Healthy")]
    [InlineData("example.com", "Widget", """{"metadata":{"generation":1},"status":{"conditions":[{"type":"Ready","status":"False"}]}}""", "Unhealthy")]
    [InlineData("example.com", "Widget", """{"metadata":{"generation":2},"status":{"observedGeneration":1,"conditions":[{"type":"Ready","status":"True"}]}}""", "Unknown")]
    public void Health_of_other_kinds(string group, string kind, string json, string expected) =>
        Assert.Equal(expected, StatusReader.Read(group, kind, Encoding.UTF8.GetBytes(json)).Health.ToString());

    [Theory]
    [InlineData("service-nodeport", "", "Service", """{"loadBalancer":{"ingress":[{"ip":"203.0.113.9"}]}}""")]
    [InlineData("service-headless", "", "Service", null)]
    [InlineData("pvc-bound", "", "PersistentVolumeClaim", """{"phase":"Bound"}""")]
    [InlineData("job", "batch", "Job", """{"active":6,"startTime":"2026-03-02T08:15:31Z"}""")]
    [InlineData("custom-resource", "example.com", "Widget", """{"phase":"Ready","replicas":2}""")]
    [InlineData("configmap", "", "ConfigMap", null)]
    public void What_the_binding_shows_of_a_status(string template, string group, string kind, string? expected)
    {
        var report = StatusReader.Read(group, kind, Template.Read(template));

        if (expected is null) Assert.True(report.ReflectedStatus.IsEmpty);
        else Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(report.ReflectedStatus.Span)), Reflected(report));
    }

    [Theory]
    [InlineData("ReplicaSet", 3, 3, true)]
    [InlineData("Deployment", 3, 3, true)]
    [InlineData("Deployment", 4, 1, false)]
    [InlineData("StatefulSet", 3, 3, false)]
    public void Which_pods_go_first_depends_on_kind_and_rollout(string kind, int replicas, int updated, bool notReadyFirst) =>
        Assert.Equal(notReadyFirst, Read(kind, $$$"""{"status":{"observedGeneration":1,"replicas":{{{replicas}}},"updatedReplicas":{{{updated}}}}}""").LosesNotReadyFirst);

    [Theory]
    [InlineData(4000, true)]
    [InlineData(5000, false)]
    public void A_status_too_large_for_the_binding_is_left_out(int length, bool reflected)
    {
        var report = StatusReader.Read("example.com", "Widget", Encoding.UTF8.GetBytes($$$"""{"status":{"log":"{{{new string('x', length)}}}"}}"""));

        Assert.Equal(reflected, !report.ReflectedStatus.IsEmpty);
    }

    [Fact]
    public void A_kind_without_pods_has_no_counts()
    {
        var report = StatusReader.Read("", "ConfigMap", Template.Read("configmap"));

        Assert.Equal((null, null, null, null), (report.Replicas, report.Ready, report.Updated, report.Available));
    }

    private static MemberWorkloadStatus Read(string kind, string json) => StatusReader.Read("apps", kind, Encoding.UTF8.GetBytes(json));

    private static string Reflected(MemberWorkloadStatus report) => Encoding.UTF8.GetString(report.ReflectedStatus.Span);
}
