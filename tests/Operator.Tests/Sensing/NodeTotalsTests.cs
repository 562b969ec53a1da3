using Loadline.Kubernetes.Client;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Tests.Sensing;

public sealed class NodeTotalsTests
{
    private readonly NodeTotals _nodes = new(static () => { });

    [Fact]
    public void Nodes_add_up_and_ready_ones_are_counted()
    {
        _nodes.Replace([Node("a", "4", "True"), Node("b", "3500m", "False"), Node("c", "2", "Unknown")], "1");
        Assert.Equal((3, 1, 9500), (_nodes.Sum.Count, _nodes.Sum.Ready, _nodes.Sum.Allocatable.Cpu));
    }

    [Fact]
    public void A_changed_node_replaces_its_row_and_a_removed_one_leaves()
    {
        _nodes.Upsert(Node("a", "4", "True"));
        _nodes.Upsert(Node("a", "8", "True"));
        _nodes.Upsert(Node("b", "1", "True"));
        _nodes.Remove(Node("b", "1", "True"));
        Assert.Equal((1, 8000), (_nodes.Sum.Count, _nodes.Sum.Allocatable.Cpu));
    }

    [Fact]
    public void A_node_without_status_offers_nothing()
    {
        _nodes.Upsert(KubeObject.Parse("""{"kind":"Node","metadata":{"name":"a"}}"""));
        Assert.Equal((1, 0, 0), (_nodes.Sum.Count, _nodes.Sum.Ready, _nodes.Sum.Allocatable.Cpu));
    }

    [Fact]
    public void The_offer_of_some_nodes_leaves_out_the_others_and_the_unknown()
    {
        _nodes.Replace([Node("a", "4", "True"), Node("b", "2", "True")], "1");
        Assert.Equal(2000, _nodes.AllocatableOf(["b", "gone"]).Cpu);
    }

    private static KubeObject Node(string name, string cpu, string ready) => KubeObject.Parse($$"""
        {"kind":"Node","metadata":{"name":"{{name}}"},
         "status":{"allocatable":{"cpu":"{{cpu}}","memory":"8Gi","pods":"110"},"conditions":[{"type":"Ready","status":"{{ready}}"}]} }
        """);
}
