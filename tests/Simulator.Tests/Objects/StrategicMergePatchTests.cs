using System.Text.Json.Nodes;
using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Tests.Objects;

public sealed class StrategicMergePatchTests
{
    private static readonly TypeSchema Deployment = BuiltInSchemas.For("apps", "v1", "Deployment");

    private static JsonObject Pod(string spec) => Json.Object("""{"spec":{"template":{"spec":SPEC}}}""".Replace("SPEC", spec, StringComparison.Ordinal));

    private static void Patches(string before, string patch, string after) =>
        Json.Same(Pod(after), StrategicMergePatch.Apply(Pod(before), Pod(patch), Deployment));

    [Fact]
    public void Containers_merge_by_name() => Patches(
        """{"containers":[{"name":"a","image":"a:1","args":["x"]},{"name":"b","image":"b:1"}]}""",
        """{"containers":[{"name":"a","image":"a:2"}]}""",
        """{"containers":[{"name":"a","image":"a:2","args":["x"]},{"name":"b","image":"b:1"}]}""");

    [Fact]
    public void New_items_come_before_those_that_only_the_server_has() => Patches(
        """{"containers":[{"name":"a"}]}""",
        """{"containers":[{"name":"b"}]}""",
        """{"containers":[{"name":"b"},{"name":"a"}]}""");

    [Fact]
    public void Set_element_order_sorts_and_keeps_what_only_the_server_has_in_place() => Patches(
        """{"containers":[{"name":"a"},{"name":"sidecar"},{"name":"b"}]}""",
        """{"$setElementOrder/containers":[{"name":"b"},{"name":"c"},{"name":"a"}],"containers":[{"name":"c"}]}""",
        """{"containers":[{"name":"sidecar"},{"name":"b"},{"name":"c"},{"name":"a"}]}""");

    /// <summary>What kubectl apply sends when it renames a container beside a sidecar that only the server has.</summary>
    [Fact]
    public void An_item_that_replaces_a_deleted_one_comes_after_the_servers_own() => Patches(
        """{"containers":[{"name":"sidecar"},{"name":"old"}]}""",
        """{"$setElementOrder/containers":[{"name":"new"}],"containers":[{"name":"new"},{"name":"old","$patch":"delete"}]}""",
        """{"containers":[{"name":"sidecar"},{"name":"new"}]}""");

    [Fact]
    public void An_item_with_the_delete_directive_is_removed() => Patches(
        """{"containers":[{"name":"a"},{"name":"b"}]}""",
        """{"containers":[{"name":"a","$patch":"delete"}]}""",
        """{"containers":[{"name":"b"}]}""");

    [Fact]
    public void The_replace_directive_in_a_list_replaces_it() => Patches(
        """{"containers":[{"name":"a"},{"name":"b"}]}""",
        """{"containers":[{"$patch":"replace"},{"name":"c"}]}""",
        """{"containers":[{"name":"c"}]}""");

    [Fact]
    public void The_replace_directive_in_an_object_replaces_it() => Patches(
        """{"securityContext":{"runAsUser":1}}""",
        """{"securityContext":{"$patch":"replace","runAsGroup":2}}""",
        """{"securityContext":{"runAsGroup":2}}""");

    [Fact]
    public void The_delete_directive_in_an_object_empties_it() => Patches(
        """{"securityContext":{"runAsUser":1}}""",
        """{"securityContext":{"$patch":"delete"}}""",
        """{"securityContext":{}}""");

    [Fact]
    public void Ports_merge_by_container_port_alone() => Patches(
        """{"containers":[{"name":"a","ports":[{"containerPort":80,"protocol":"TCP"}]}]}""",
        """{"containers":[{"name":"a","ports":[{"containerPort":80,"name":"http"},{"containerPort":81}]}]}""",
        """{"containers":[{"name":"a","ports":[{"containerPort":80,"protocol":"TCP","name":"http"},{"containerPort":81}]}]}""");

    [Fact]
    public void Lists_without_a_strategy_are_replaced() => Patches(
        """{"tolerations":[{"key":"a"}],"containers":[{"name":"a","command":["x","y"]}]}""",
        """{"tolerations":[{"key":"b"}],"containers":[{"name":"a","command":["z"]}]}""",
        """{"tolerations":[{"key":"b"}],"containers":[{"name":"a","command":["z"]}]}""");

    [Fact]
    public void Retain_keys_drops_the_fields_of_the_former_volume_source() => Patches(
        """{"volumes":[{"name":"v","emptyDir":{}}]}""",
        """{"volumes":[{"name":"v","$retainKeys":["name","hostPath"],"hostPath":{"path":"/x"}}]}""",
        """{"volumes":[{"name":"v","hostPath":{"path":"/x"}}]}""");

    [Fact]
    public void Null_removes_a_field() => Patches(
        """{"nodeName":"n","containers":[{"name":"a","image":"i"}]}""",
        """{"nodeName":null,"containers":[{"name":"a","image":null}]}""",
        """{"containers":[{"name":"a"}]}""");

    [Fact]
    public void Scalars_with_merge_strategy_are_a_set()
    {
        var live = Json.Object("""{"metadata":{"finalizers":["a","b"]}}""");

        var added = StrategicMergePatch.Apply(live, Json.Object("""{"metadata":{"finalizers":["c","a"]}}"""), Deployment);
        Json.Same("""{"metadata":{"finalizers":["c","a","b"]}}""", added);

        var sorted = StrategicMergePatch.Apply(live, Json.Object("""{"metadata":{"finalizers":["b","a"]}}"""), Deployment);
        Json.Same("""{"metadata":{"finalizers":["b","a"]}}""", sorted);

        var removed = StrategicMergePatch.Apply(live, Json.Object("""
            {"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/finalizers":["b"]}}
            """), Deployment);
        Json.Same("""{"metadata":{"finalizers":["b"]}}""", removed);
    }

    [Fact]
    public void Directives_that_meet_nothing_leave_no_trace() => Patches(
        "{}",
        """{"containers":[{"name":"a","env":[{"name":"X","$patch":"delete"}]}],"securityContext":{"runAsUser":null,"$retainKeys":[]}}""",
        """{"containers":[{"name":"a","env":[]}],"securityContext":{}}""");

    [Theory]
    [InlineData("""{"containers":[{"image":"x"}]}""", "map: {\"image\":\"x\"} does not contain declared merge key: name")]
    [InlineData("""{"containers":[{"name":"x","$patch":"merge"}]}""", "merging lists cannot yet be specified in the patch")]
    [InlineData("""{"containers":[{"name":"x","$patch":"what"}]}""", "unknown patch type \"what\" found in list")]
    [InlineData("""{"$patch":"what"}""", "unknown patch type \"what\" found in map")]
    [InlineData("""{"$retainKeys":["a"],"b":1}""", "b in patch is not in the $retainKeys list")]
    public void Malformed_directives_are_named(string patch, string message)
    {
        var live = Pod("""{"containers":[{"name":"a"}]}""");
        Assert.Equal(message, Assert.Throws<PatchException>(() => StrategicMergePatch.Apply(live, Pod(patch), Deployment)).Message);
    }

    [Fact]
    public void Leaves_its_arguments_alone()
    {
        var live = Pod("""{"containers":[{"name":"a","image":"1"}]}""");
        var patch = Pod("""{"containers":[{"name":"a","image":"2"}]}""");

        StrategicMergePatch.Apply(live, patch, Deployment);

        Json.Same(Pod("""{"containers":[{"name":"a","image":"1"}]}"""), live);
        Json.Same(Pod("""{"containers":[{"name":"a","image":"2"}]}"""), patch);
    }
}
