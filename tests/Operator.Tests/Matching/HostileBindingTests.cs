using Loadline.Kubernetes.Client;
using Loadline.Operator.Binding;
using Loadline.Operator.Hosting;

namespace Loadline.Operator.Tests.Matching;

/// <summary>Somebody edits a binding so that it cannot be read: what is known of it counts, and nothing is let go.</summary>
public sealed class HostileBindingTests
{
    private const string Full = """
        {
          "resource": {"apiVersion": "apps/v1", "kind": "Deployment", "namespace": "shop", "name": "web", "uid": "t"},
          "policyRef": {"kind": "PropagationPolicy", "namespace": "shop", "name": "spread", "uid": "p"},
          "replicas": 5, "replicaRequirements": {"resourceRequest": {"cpu": "1"}}, "mode": "Enforce", "conflictResolution": "Abort", "preserveResourcesOnDeletion": false,
          "clusters": [{"name": "one", "replicas": 2}, {"name": "two", "replicas": 3}], "rescheduleTriggeredAt": "2026-01-01T00:00:00Z",
          "suspension": {"dispatching": false}, "safety": {"maxSurge": "20%", "moveWindows": [{"schedule": "0 2 * * *", "duration": "2h"}]},
          "placement": {"clusterAffinity": {"clusterNames": ["one", "two"]}}
        }
        """;

    private static readonly ResourceType Resource = LoadlineResources.ResourceBindings;

    [Fact]
    public void The_last_state_that_could_be_read_stands_in_for_one_that_cannot()
    {
        var known = BindingReader.Read(Resource, Item(Full, 1), null, out var problem)!;
        Assert.Null(problem);

        foreach (var spec in (string[])[With("replicas", "5", "3000000000"), With("clusters", """[{"name": "one", "replicas": 2}, {"name": "two", "replicas": 3}]""", "[null]"), "7", "{}"])
        {
            var edited = BindingReader.Read(Resource, Item(spec, 2), known, out problem)!;
            Assert.NotNull(problem);
            Assert.Equal(2, edited.Object.Generation);
            Assert.Equal(["one", "two"], edited.MayHold());
            Assert.Same(known.Spec, edited.Spec);
        }
    }

    [Fact]
    public void A_new_leader_knows_whose_it_is_and_who_may_hold_something_and_writes_to_no_member_before_it_decided()
    {
        var item = Item(With("replicas", "5", "3000000000"), 1, """{"appliedClusters": ["two", "three"], "summary": []}""");
        var view = BindingReader.Read(Resource, item, null, out var problem)!;
        Assert.NotNull(problem);
        Assert.Equal(["one", "two", "three"], view.MayHold());
        Assert.Equal(new("shop", "spread"), view.Owner);
        Assert.True(view.Spec.Suspension!.Dispatching);
    }

    [Fact]
    public void Nothing_is_concluded_from_a_binding_that_does_not_say_whose_it_is()
    {
        Assert.Null(BindingReader.Read(Resource, Item(With("resource", "", ""), 1), null, out _));
        Assert.Null(BindingReader.Read(Resource, Item(Full.Replace("\"name\": \"spread\"", "\"name\": 7", StringComparison.Ordinal), 1), null, out _));
    }

    [Fact]
    public void Any_JSON_in_place_of_any_field_leaves_the_operator_working()
    {
        using var leader = new Leader();
        foreach (var (index, spec) in JsonMutations.Of(Full).Index())
        {
            leader.Put("ResourceBinding", $"new-{index}", spec);
            leader.Put("ResourceBinding", "edited", Full);
            leader.Put("ResourceBinding", "edited", spec);
        }

        Assert.All(leader.Workloads.All, static w => Assert.All(w.Binding?.MayHold() ?? [], static name => Assert.False(string.IsNullOrEmpty(name))));
        Assert.Equal(["one", "two"], leader.Workloads.PlacedBy(new("shop", "spread")).First(static w => w.Workload.Key.Name == "web").Binding.MayHold());
    }

    private static string With(string field, string value, string hostile) => field == "resource"
        ? Full.Replace("\"apiVersion\": \"apps/v1\", ", "", StringComparison.Ordinal)
        : Full.Replace($"\"{field}\": {value}", $"\"{field}\": {hostile}", StringComparison.Ordinal);

    private static KubeObject Item(string spec, int version, string? status = null, string name = "web-deployment")
    {
        var item = System.Text.Json.Nodes.JsonNode.Parse(Leader.Object("ResourceBinding", name, spec, "shop", version).Json.Span)!;
        if (status is not null) item["status"] = System.Text.Json.Nodes.JsonNode.Parse(status);
        return KubeObject.Parse(item.ToJsonString());
    }
}
