using Loadline.Kubernetes.Client;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Tests.Sensing;

public sealed class PodTotalsTests
{
    private int _changes;
    private readonly PodTotals _pods;

    public PodTotalsTests() => _pods = new(() => _changes++);

    [Fact]
    public void Pods_with_a_node_are_allocated_and_pods_without_one_are_allocating()
    {
        _pods.Replace([Pod("a", "500m", "1Gi", node: "n1"), Pod("b", "250m", "1Gi", node: null)], "1");
        Assert.Equal((500, 1L << 30, 1), (On("n1").Cpu, On("n1").Memory, On("n1").Pods));
        Assert.Equal((250, 1), (_pods.Waiting.Cpu, _pods.Waiting.Pods));
    }

    [Fact]
    public void Binding_moves_a_pod_from_allocating_to_allocated()
    {
        _pods.Upsert(Pod("a", "500m", "1Gi", node: null));
        _pods.Upsert(Pod("a", "500m", "1Gi", node: "n1"));
        Assert.Equal((500, 0), (On("n1").Cpu, _pods.Waiting.Cpu));
    }

    [Fact]
    public void A_removed_or_finished_pod_gives_back_what_it_reserved()
    {
        _pods.Upsert(Pod("a", "500m", "1Gi", node: "n1"));
        _pods.Upsert(Pod("b", "500m", "1Gi", node: "n1"));
        _pods.Remove(Pod("a", "500m", "1Gi", node: "n1"));
        _pods.Upsert(Pod("b", "500m", "1Gi", node: "n1", phase: "Succeeded"));
        Assert.Equal((0, 0), (On("n1").Cpu, On("n1").Pods));
    }

    [Fact]
    public void A_change_of_status_alone_is_no_change()
    {
        _pods.Upsert(Pod("a", "500m", "1Gi", node: "n1", phase: "Pending"));
        var before = _changes;
        _pods.Upsert(Pod("a", "500m", "1Gi", node: "n1", phase: "Running"));
        Assert.Equal(before, _changes);
    }

    [Fact]
    public void A_new_list_forgets_what_is_not_in_it()
    {
        _pods.Replace([Pod("a", "1", "1Gi", node: "n1"), Pod("b", "1", "1Gi", node: "n1")], "1");
        _pods.Replace([Pod("b", "2", "1Gi", node: "n1")], "2");
        Assert.Equal((2000, 1), (On("n1").Cpu, On("n1").Pods));
    }

    [Fact]
    public void The_greediest_init_container_counts_where_it_asks_for_more_than_all_containers() => Assert.Equal(900, Cpu(
        """{"containers":[{"resources":{"requests":{"cpu":"100m"}}},{"resources":{"requests":{"cpu":"200m"}}}],"initContainers":[{"resources":{"requests":{"cpu":"900m"}}},{"resources":{"requests":{"cpu":"100m"}}}]}"""));

    [Fact]
    public void Sidecars_run_beside_the_containers_and_beside_later_init_containers()
    {
        const string Sidecar = """{"restartPolicy":"Always","resources":{"requests":{"cpu":"50m"}}}""";
        const string Greedy = """{"resources":{"requests":{"cpu":"900m"}}}""";
        Assert.Equal(350, Cpu("""{"containers":[{"resources":{"requests":{"cpu":"300m"}}}],"initContainers":[""" + Sidecar + "]}"));
        Assert.Equal(950, Cpu("""{"containers":[{}],"initContainers":[""" + Sidecar + "," + Greedy + "]}"));
        Assert.Equal(900, Cpu("""{"containers":[{}],"initContainers":[""" + Greedy + "," + Sidecar + "]}"));
    }

    [Fact]
    public void Overhead_is_added_and_requests_of_the_pod_itself_replace_the_sum() => Assert.Equal(1050, Cpu(
        """{"overhead":{"cpu":"50m"},"resources":{"requests":{"cpu":"1"}},"containers":[{"resources":{"requests":{"cpu":"100m"}}}]}"""));

    [Fact]
    public void Extended_resources_are_counted_by_name()
    {
        _pods.Upsert(KubeObject.Parse("""{"kind":"Pod","metadata":{"name":"a","namespace":"d"},"spec":{"nodeName":"n","containers":[{"resources":{"requests":{"nvidia.com/gpu":"2"}}}]}}"""));
        Assert.Equal(2, On("n").ToDictionary()["nvidia.com/gpu"]);
    }

    [Fact]
    public void Pods_are_counted_on_their_own_node()
    {
        _pods.Replace([Pod("a", "1", "1Gi", node: "n1"), Pod("b", "2", "1Gi", node: "n2")], "1");
        Assert.Equal([1000, 2000, 0], _pods.On(["n1", "n2", "n3"]).Select(static v => v.Cpu));
    }

    private ResourceVector On(string node) => _pods.On([node])[0];

    private static long Cpu(string spec)
    {
        var pods = new PodTotals(static () => { });
        pods.Upsert(KubeObject.Parse("""{"kind":"Pod","metadata":{"name":"a","namespace":"d"},"spec":""" + spec + "}"));
        return pods.Waiting.Cpu;
    }

    private static KubeObject Pod(string name, string cpu, string memory, string? node, string phase = "Running") => KubeObject.Parse($$"""
        {"kind":"Pod","metadata":{"name":"{{name}}","namespace":"default","generation":1},
         "spec":{"nodeName":"{{node}}","containers":[{"name":"c","resources":{"requests":{"cpu":"{{cpu}}","memory":"{{memory}}"} } }]},
         "status":{"phase":"{{phase}}"} }
        """);
}
