using Loadline.Kubernetes.Client;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Tests.Sensing;

public sealed class NodeTotalsTests
{
    private readonly NodeTotals _nodes = new(static () => { });

    [Fact]
    public void A_node_is_usable_when_it_is_ready_and_not_cordoned()
    {
        _nodes.Replace([Node("a", "4", "True"), Node("b", "4", "False"), Node("c", "4", "Unknown"), Node("d", "4", "True", cordoned: true)], "1");
        Assert.Equal(["a"], _nodes.Rows.Where(static r => r.Value.IsUsable).Select(static r => r.Key));
    }

    [Fact]
    public void A_changed_node_replaces_its_row_and_a_removed_one_leaves()
    {
        _nodes.Upsert(Node("a", "4", "True"));
        _nodes.Upsert(Node("a", "8", "True"));
        _nodes.Upsert(Node("b", "1", "True"));
        _nodes.Remove(Node("b", "1", "True"));
        Assert.Equal(8000, Assert.Single(_nodes.Rows).Value.Allocatable.Cpu);
    }

    [Fact]
    public void A_node_without_status_offers_nothing()
    {
        _nodes.Upsert(KubeObject.Parse("""{"kind":"Node","metadata":{"name":"a"}}"""));
        Assert.Equal((0, false), (_nodes.Rows[0].Value.Allocatable.Cpu, _nodes.Rows[0].Value.IsUsable));
    }

    [Fact]
    public void The_offer_of_some_nodes_leaves_out_the_others_and_the_unknown()
    {
        _nodes.Replace([Node("a", "4", "True"), Node("b", "2", "True")], "1");
        Assert.Equal(2000, _nodes.AllocatableOf(["b", "gone"]).Cpu);
    }

    private static KubeObject Node(string name, string cpu, string ready, bool cordoned = false) => KubeObject.Parse($$"""
        {"kind":"Node","metadata":{"name":"{{name}}"},"spec":{"unschedulable":{{(cordoned ? "true" : "false")}}},
         "status":{"allocatable":{"cpu":"{{cpu}}","memory":"8Gi","pods":"110"},"conditions":[{"type":"Ready","status":"{{ready}}"}]} }
        """);
}
