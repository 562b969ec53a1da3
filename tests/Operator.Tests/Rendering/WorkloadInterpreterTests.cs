using System.Text;
using Loadline.Operator.Rendering;
using Loadline.Operator.Tests.Corpus;

namespace Loadline.Operator.Tests.Rendering;

public sealed class WorkloadInterpreterTests
{
    [Theory]
    [InlineData("deployment", "apps", "Deployment", 10)]
    [InlineData("statefulset", "apps", "StatefulSet", 3)]
    [InlineData("replicaset", "apps", "ReplicaSet", 5)]
    [InlineData("job", "batch", "Job", 6)]
    [InlineData("deployment-list-item", "apps", "Deployment", 1)]
    public void Workloads_are_divided(string template, string group, string kind, int replicas)
    {
        var facts = WorkloadInterpreter.Read(Template.Read(template), group, kind);

        Assert.True(facts.Divisible);
        Assert.Equal(replicas, facts.Replicas);
    }

    [Theory]
    [InlineData("daemonset", "apps", "DaemonSet")]
    [InlineData("cronjob", "batch", "CronJob")]
    [InlineData("service-nodeport", "", "Service")]
    [InlineData("custom-resource", "example.com", "Widget")]
    [InlineData("deployment", "example.com", "Deployment")]
    public void Everything_else_is_not(string template, string group, string kind) =>
        Assert.Equal(WorkloadFacts.Indivisible, WorkloadInterpreter.Read(Template.Read(template), group, kind));

    [Fact]
    public void A_job_has_completions_and_a_deployment_has_not()
    {
        Assert.Equal(20, WorkloadInterpreter.Read(Template.Read("job"), "batch", "Job").Completions);
        Assert.Null(WorkloadInterpreter.Read(Template.Read("job-manual-selector"), "batch", "Job").Completions);
        Assert.Null(WorkloadInterpreter.Read(Template.Read("deployment"), "apps", "Deployment").Completions);
    }

    [Fact]
    public void A_pod_asks_for_the_sum_of_its_containers() =>
        Assert.Equal("cpu 250m, memory 268435456", Requests(Template.Read("deployment")));

    [Fact]
    public void A_pod_without_requests_asks_for_nothing() => Assert.Equal("", Requests(Template.Read("deployment-list-item")));

    [Fact]
    public void The_larger_of_start_up_and_running_counts_per_resource_with_sidecars_and_overhead()
    {
        // cpu: migrate alone (2) > running 1 + 50m + sidecar 100m; memory: warm-up 1Gi + sidecar 64Mi > 512Mi + 64Mi; overhead 50m, 32Mi.
        const long memory = (1024 + 64 + 32) * 1024L * 1024;

        Assert.Equal($"cpu 2050m, memory {memory}, nvidia.com/gpu 1", Requests(Template.Read("deployment-init-containers")));
    }

    [Fact]
    public void A_request_of_the_pod_as_a_whole_replaces_the_sum_for_that_resource()
    {
        var template = """
            {"spec":{"template":{"spec":{"resources":{"requests":{"cpu":"3"}},
              "containers":[{"resources":{"requests":{"cpu":"1","memory":"1k"}}},{"resources":{"requests":{"cpu":"1"}}}]}}}}
            """;

        Assert.Equal("cpu 3, memory 1000", Requests(Encoding.UTF8.GetBytes(template)));
    }

    [Fact]
    public void What_a_pod_says_about_nodes_is_read()
    {
        var facts = WorkloadInterpreter.Read(Template.Read("deployment"), "apps", "Deployment");

        Assert.Equal([KeyValuePair.Create("disk", "ssd"), KeyValuePair.Create("kubernetes.io/arch", "amd64")], facts.NodeSelector);
        Assert.Equal("business-critical", facts.PriorityClass);
        Assert.Equal(["dedicated", "node.kubernetes.io/unreachable"], facts.Tolerations.Select(toleration => toleration.Key));
        Assert.Equal(60, facts.Tolerations[1].TolerationSeconds);
    }

    private static string Requests(byte[] template) =>
        string.Join(", ", WorkloadInterpreter.Read(template, "apps", "Deployment").Requests.Select(request => $"{request.Name} {request.Quantity}"));
}
