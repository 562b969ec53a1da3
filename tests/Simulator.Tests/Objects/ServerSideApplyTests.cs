using System.Text.Json.Nodes;
using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Tests.Objects;

public sealed class ServerSideApplyTests
{
    private static readonly TypeSchema Schema = BuiltInSchemas.For("apps", "v1", "Deployment");
    private static readonly DateTimeOffset Morning = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Noon = Morning.AddHours(4);

    private static JsonObject Deployment(string spec, string metadata = """{"name":"web","namespace":"shop"}""") =>
        new() { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["metadata"] = Json.Node(metadata), ["spec"] = Json.Node(spec) };

    private static ApplyResult Apply(JsonObject? live, JsonObject applied, string manager, bool force = false, DateTimeOffset? at = null) =>
        ServerSideApply.Apply(live, applied, Schema, manager, force, "apps/v1", null, at ?? Morning);

    private static JsonObject Applied(JsonObject? live, JsonObject applied, string manager, bool force = false, DateTimeOffset? at = null)
    {
        var result = Apply(live, applied, manager, force, at);
        Assert.True(result.Conflicts.Count == 0, result.Object is null ? result.ConflictMessage : null);
        return result.Object!;
    }

    private static JsonObject Updated(JsonObject? live, JsonObject after, string manager, string? subresource = null, DateTimeOffset? at = null)
    {
        var stored = (JsonObject)after.DeepClone();
        ManagedFields.RecordUpdate(live, stored, Schema, manager, "apps/v1", subresource, at ?? Morning);
        return stored;
    }

    private static JsonObject Entry(JsonObject live, string manager) => live["metadata"]!["managedFields"]!.AsArray()
        .Select(e => e!.AsObject()).Single(e => (string?)e["manager"] == manager);

    [Fact]
    public void Creates_with_one_apply_entry_in_fields_v1()
    {
        var live = Applied(null, Deployment("""
            {"replicas":2,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[
            {"name":"c","image":"i","args":["x"],"ports":[{"containerPort":80}],"env":[{"name":"A","value":"1"}]}],"volumes":[{"name":"v","emptyDir":{}}]}}}
            """, """{"name":"web","namespace":"shop","finalizers":["x/y"],"labels":{"app":"web"}}"""), "loadline");

        Json.Same("""
            [{"manager":"loadline","operation":"Apply","apiVersion":"apps/v1","time":"2026-03-01T08:00:00Z","fieldsType":"FieldsV1","fieldsV1":{
              "f:metadata":{"f:finalizers":{"v:\"x/y\"":{}},"f:labels":{"f:app":{}}},
              "f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{
                "f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:args":{},"f:env":{"k:{\"name\":\"A\"}":{".":{},"f:name":{},"f:value":{}}},
                  "f:image":{},"f:name":{},"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}},
                "f:volumes":{"k:{\"name\":\"v\"}":{".":{},"f:emptyDir":{},"f:name":{}}}}}}}}]
            """, live["metadata"]!["managedFields"]);
    }

    [Fact]
    public void The_same_intent_again_changes_nothing_not_even_the_time()
    {
        var intent = Deployment("""{"replicas":2,"paused":false}""");
        var live = Applied(null, intent, "loadline", at: Morning);

        var again = Apply(live, intent, "loadline", at: Noon);

        Assert.False(again.Changed);
        Json.Same(live, again.Object);
    }

    [Fact]
    public void A_dropped_field_is_removed_when_nobody_else_owns_it()
    {
        var live = Applied(null, Deployment("""{"replicas":2,"paused":true,"strategy":{"rollingUpdate":{"maxSurge":1}}}"""), "loadline");

        live = Applied(live, Deployment("""{"replicas":2}"""), "loadline", at: Noon);

        Json.Same("""{"replicas":2}""", live["spec"]);
        Assert.Equal([".spec.replicas"], ManagedFields.OwnedPaths(live, "loadline"));
        Assert.Equal("2026-03-01T12:00:00Z", (string?)Entry(live, "loadline")["time"]);
    }

    [Fact]
    public void A_dropped_field_stays_when_another_applier_applies_it()
    {
        var live = Applied(null, Deployment("""{"replicas":2,"paused":true}"""), "loadline");
        live = Applied(live, Deployment("""{"paused":true}"""), "human");

        live = Applied(live, Deployment("""{"replicas":2}"""), "loadline");

        Json.Same("""{"replicas":2,"paused":true}""", live["spec"]);
        Assert.Equal([".spec.paused"], ManagedFields.OwnedPaths(live, "human"));
    }

    [Fact]
    public void A_dropped_list_item_goes_and_other_managers_items_stay()
    {
        var live = Applied(null, Pod("""{"containers":[{"name":"a","image":"a"},{"name":"b","image":"b"}]}"""), "loadline");
        live = Applied(live, Pod("""{"containers":[{"name":"mesh","image":"m"}]}"""), "mesh");

        live = Applied(live, Pod("""{"containers":[{"name":"b","image":"b"}]}"""), "loadline");

        Json.Same("""[{"name":"b","image":"b"},{"name":"mesh","image":"m"}]""", Containers(live));
    }

    [Fact]
    public void A_dropped_list_item_that_holds_another_managers_field_keeps_that_field()
    {
        var live = Applied(null, Pod("""{"containers":[{"name":"a","image":"a"},{"name":"b","image":"b"}]}"""), "loadline");
        live = Applied(live, Pod("""{"containers":[{"name":"b","workingDir":"/x"}]}"""), "human");

        live = Applied(live, Pod("""{"containers":[{"name":"a","image":"a"}]}"""), "loadline");

        Json.Same("""[{"name":"a","image":"a"},{"name":"b","workingDir":"/x"}]""", Containers(live));
    }

    [Fact]
    public void Defaulted_fields_of_an_item_live_and_die_with_it()
    {
        var live = Applied(null, Pod("""{"containers":[{"name":"a","image":"a"},{"name":"b","image":"b"}]}"""), "loadline");
        foreach (var container in Containers(live))
            container!["imagePullPolicy"] = "Always";

        live = Applied(live, Pod("""{"containers":[{"name":"a","image":"a:2"}]}"""), "loadline");

        Json.Same("""[{"name":"a","image":"a:2","imagePullPolicy":"Always"}]""", Containers(live));
    }

    [Fact]
    public void A_different_value_of_an_owned_field_conflicts()
    {
        var live = Updated(null, Deployment("""{"replicas":2,"paused":true}"""), "kubectl-create");

        var result = Apply(live, Deployment("""{"replicas":3,"paused":true}"""), "loadline");

        var conflict = Assert.Single(result.Conflicts);
        Assert.Equal(("kubectl-create", ".spec.replicas"), (conflict.Manager, conflict.FieldPath));
        Assert.Equal("conflict with \"kubectl-create\" using apps/v1", conflict.CauseMessage);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"kubectl-create\" using apps/v1: .spec.replicas", result.ConflictMessage);
        Assert.Null(result.Object);
    }

    [Fact]
    public void Conflicts_are_listed_by_manager_with_keys_of_list_items()
    {
        var live = Applied(null, Pod("""{"containers":[{"name":"a","image":"1","ports":[{"containerPort":80,"name":"http"}]}]}"""), "b-team");
        live = Applied(live, Deployment("""{"replicas":1}"""), "a-team");

        var applied = Pod("""{"containers":[{"name":"a","image":"2","ports":[{"containerPort":80,"name":"web"}]}]}""");
        applied["spec"]!["replicas"] = 5;
        var result = Apply(live, applied, "loadline");

        Assert.Equal("""
            Apply failed with 3 conflicts: conflicts with "a-team":
            - .spec.replicas
            conflicts with "b-team":
            - .spec.template.spec.containers[name="a"].image
            - .spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="TCP"].name
            """, result.ConflictMessage);
    }

    [Fact]
    public void Force_takes_the_field_and_leaves_the_rest()
    {
        var live = Applied(null, Deployment("""{"replicas":2,"paused":true}"""), "human");

        live = Applied(live, Deployment("""{"replicas":3}"""), "loadline", force: true);

        Json.Same("""{"replicas":3,"paused":true}""", live["spec"]);
        Assert.Equal([".spec.paused"], ManagedFields.OwnedPaths(live, "human"));
        Assert.Equal([".spec.replicas"], ManagedFields.OwnedPaths(live, "loadline"));
    }

    [Fact]
    public void Equal_values_are_owned_together()
    {
        var live = Applied(null, Deployment("""{"replicas":2}"""), "human");

        live = Applied(live, Deployment("""{"replicas":2}"""), "loadline");

        Assert.Equal([".spec.replicas"], ManagedFields.OwnedPaths(live, "human"));
        Assert.Equal([".spec.replicas"], ManagedFields.OwnedPaths(live, "loadline"));
    }

    [Fact]
    public void An_update_takes_the_fields_that_it_changes()
    {
        var live = Applied(null, Deployment("""{"replicas":2,"paused":true}"""), "loadline");
        var scaled = (JsonObject)live.DeepClone();
        scaled["spec"]!["replicas"] = 7;

        live = Updated(live, scaled, "hpa", at: Noon);

        Assert.Equal([".spec.paused"], ManagedFields.OwnedPaths(live, "loadline"));
        Assert.Equal([".spec.replicas"], ManagedFields.OwnedPaths(live, "hpa"));
        Assert.Equal(".spec.replicas", Assert.Single(Apply(live, Deployment("""{"replicas":2,"paused":true}"""), "loadline").Conflicts).FieldPath);

        var intent = Applied(live, Deployment("""{"paused":true}"""), "loadline");
        Assert.Equal(7, (int)intent["spec"]!["replicas"]!);
    }

    [Fact]
    public void A_field_removed_by_an_update_is_owned_by_nobody()
    {
        var live = Applied(null, Deployment("""{"replicas":2,"paused":true}"""), "loadline");
        var edited = (JsonObject)live.DeepClone();
        edited["spec"]!.AsObject().Remove("paused");

        live = Updated(live, edited, "human");

        Assert.Equal([".spec.replicas"], ManagedFields.OwnedPaths(live, "loadline"));
        Assert.Empty(ManagedFields.OwnedPaths(live, "human"));
    }

    [Fact]
    public void An_update_that_changes_nothing_leaves_no_entry()
    {
        var live = Applied(null, Deployment("""{"replicas":2}"""), "loadline");

        Json.Same(live, Updated(live, live, "human", at: Noon));
    }

    [Fact]
    public void Status_writes_have_their_own_entry()
    {
        var live = Applied(null, Deployment("""{"replicas":2}"""), "controller");
        var reported = (JsonObject)live.DeepClone();
        reported["status"] = Json.Node("""{"readyReplicas":1,"conditions":[{"type":"Available","status":"True"}]}""");

        live = Updated(live, reported, "controller", "status", Noon);

        var entries = live["metadata"]!["managedFields"]!.AsArray();
        Assert.Equal(2, entries.Count);
        Assert.Equal("status", (string?)entries[1]!["subresource"]);
        Json.Same("""
            {"f:status":{".":{},"f:conditions":{".":{},"k:{\"type\":\"Available\"}":{".":{},"f:status":{},"f:type":{}}},"f:readyReplicas":{}}}
            """, entries[1]!["fieldsV1"]);
    }

    [Fact]
    public void Atomic_lists_are_owned_and_replaced_whole()
    {
        var live = Applied(null, Pod("""{"tolerations":[{"key":"a"},{"key":"b"}]}"""), "human");

        var result = Apply(live, Pod("""{"tolerations":[{"key":"a"}]}"""), "loadline");
        Assert.Equal(".spec.template.spec.tolerations", Assert.Single(result.Conflicts).FieldPath);

        live = Applied(live, Pod("""{"tolerations":[{"key":"a"}]}"""), "loadline", force: true);
        Json.Same("""[{"key":"a"}]""", live["spec"]!["template"]!["spec"]!["tolerations"]);
        Assert.Empty(ManagedFields.OwnedPaths(live, "human"));
    }

    [Fact]
    public void Items_of_a_set_belong_to_whoever_applied_them()
    {
        var live = Applied(null, Deployment("{}", """{"name":"web","finalizers":["a/a"]}"""), "a");
        live = Applied(live, Deployment("{}", """{"name":"web","finalizers":["b/b"]}"""), "b");
        Json.Same("""["a/a","b/b"]""", live["metadata"]!["finalizers"]);

        live = Applied(live, Deployment("{}", """{"name":"web"}"""), "a");
        Json.Same("""["b/b"]""", live["metadata"]!["finalizers"]);
    }

    [Fact]
    public void The_applied_order_wins_and_foreign_items_keep_their_place()
    {
        var live = Applied(null, Pod("""{"containers":[{"name":"a"},{"name":"b"},{"name":"c"}]}"""), "loadline");
        live = Applied(live, Pod("""{"containers":[{"name":"mesh"}]}"""), "mesh");

        live = Applied(live, Pod("""{"containers":[{"name":"c"},{"name":"new"},{"name":"a"},{"name":"b"}]}"""), "loadline");

        Assert.Equal(["c", "mesh", "new", "a", "b"], Containers(live).Select(c => (string?)c!["name"]));
    }

    [Fact]
    public void Metadata_that_the_server_sets_is_never_owned()
    {
        var live = Applied(null, Deployment("""{"replicas":1}""",
            """{"name":"web","namespace":"shop","uid":"u","resourceVersion":"7","generation":3,"creationTimestamp":"2026-01-01T00:00:00Z"}"""), "loadline");

        Json.Same("""{"f:spec":{"f:replicas":{}}}""", Entry(live, "loadline")["fieldsV1"]);
    }

    [Fact]
    public void An_applier_that_leaves_everything_out_is_forgotten()
    {
        var live = Applied(null, Deployment("""{"replicas":1,"paused":true}"""), "loadline");
        live = Applied(live, Deployment("""{"replicas":1}"""), "human");

        live = Applied(live, Deployment("{}"), "human");
        Assert.Equal(["human", "loadline"], live["metadata"]!["managedFields"]!.AsArray().Select(e => (string?)e!["manager"]).Order());

        var nothing = Deployment("{}");
        nothing.Remove("spec");
        live = Applied(live, nothing, "human");
        Assert.Equal("loadline", (string?)Assert.Single(live["metadata"]!["managedFields"]!.AsArray())!["manager"]);
        Json.Same("""{"replicas":1,"paused":true}""", live["spec"]);
    }

    [Fact]
    public void Managed_fields_in_the_intent_are_refused()
    {
        var intent = Deployment("{}", """{"name":"web","managedFields":[]}""");

        var thrown = Assert.Throws<ApplyException>(() => Apply(null, intent, "loadline"));

        Assert.Equal((400, "metadata.managedFields must be nil"), (thrown.StatusCode, thrown.Message));
    }

    [Theory]
    [InlineData("""{"replicass":1}""", ".spec.replicass: field not declared in schema")]
    [InlineData("""{"replicas":"x"}""", ".spec.replicas: expected numeric (int or float), got &{\"x\"}")]
    [InlineData("""{"template":{"spec":{"containers":[{"image":"x"}]}}}""",
        ".spec.template.spec.containers: element 0: associative list with keys has an element that omits key field \"name\" (and doesn't have default value)")]
    [InlineData("""{"template":{"spec":{"containers":[{"name":"x"},{"name":"x"}]}}}""",
        ".spec.template.spec.containers: duplicate entries for key [name=\"x\"]")]
    public void An_intent_that_does_not_fit_the_schema_is_refused(string spec, string error)
    {
        var thrown = Assert.Throws<ApplyException>(() => Apply(null, Deployment(spec), "loadline"));

        Assert.Equal("failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): " + error, thrown.Message);
    }

    [Fact]
    public void More_than_ten_updaters_are_merged_into_one_entry()
    {
        var live = Deployment("""{"replicas":0}""");
        for (var i = 1; i <= 14; i++)
        {
            var next = (JsonObject)live.DeepClone();
            next["metadata"]!["annotations"] = (live["metadata"]!["annotations"]?.DeepClone() as JsonObject) ?? [];
            next["metadata"]!["annotations"]!["a" + i] = "x";
            live = Updated(live, next, "m" + i, at: Morning.AddMinutes(i));
        }

        var managers = live["metadata"]!["managedFields"]!.AsArray().Select(e => (string?)e!["manager"]).ToList();
        Assert.Equal(10, managers.Count);
        Assert.Contains("ancient-changes", managers);
        Assert.Contains(".metadata.annotations.a1", ManagedFields.OwnedPaths(live, "ancient-changes"));
    }

    [Fact]
    public void Updating_managed_fields_to_an_empty_entry_resets_them()
    {
        var live = Applied(null, Deployment("""{"replicas":2}"""), "loadline");
        var reset = (JsonObject)live.DeepClone();
        reset["metadata"]!["managedFields"] = Json.Node("[{}]");

        Assert.Null(Updated(live, reset, "human")["metadata"]!["managedFields"]);
    }

    [Fact]
    public void Kubectl_takes_over_what_it_applied_client_side_and_nothing_else()
    {
        const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
        var clientSide = Deployment("""{"replicas":1,"paused":true,"minReadySeconds":1}""");
        var annotated = (JsonObject)clientSide.DeepClone();
        annotated["metadata"]!["annotations"] = new JsonObject { [Annotation] = clientSide.ToJsonString() };
        var live = Updated(null, annotated, "kubectl-client-side-apply");
        var scaled = (JsonObject)live.DeepClone();
        scaled["spec"]!["replicas"] = 5;
        live = Updated(live, scaled, "human");

        var contested = Apply(live, Deployment("""{"replicas":2,"paused":false}"""), "kubectl");
        Assert.Equal("Apply failed with 1 conflict: conflict with \"human\" using apps/v1: .spec.replicas", contested.ConflictMessage);

        var intent = Deployment("""{"paused":false,"minReadySeconds":1}""");
        live = Applied(live, intent, "kubectl");
        Assert.False((bool)live["spec"]!["paused"]!);
        Json.Same(intent, JsonNode.Parse((string)live["metadata"]!["annotations"]![Annotation]!));
        Assert.NotEmpty(Apply(live, Deployment("""{"paused":true}"""), "loadline").Conflicts);
    }

    private static JsonObject Pod(string podSpec)
    {
        var deployment = Deployment("{}");
        deployment["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = Json.Node(podSpec) } };
        return deployment;
    }

    private static JsonArray Containers(JsonObject live) => live["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
}
