using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>CustomResourceDefinitions in depth: schemas, versions, subresources.</summary>
[Collection(nameof(ContractSuite))]
public sealed class KindsContract(Targets targets)
{
    [Theory, EveryServer]
    public async Task A_default_is_filled_into_what_was_stored_before_it(string target)
    {
        var api = targets[target];
        var kind = await api.Define();
        (await api.Post(kind.Path, kind.Widget("a"))).Expect(201);
        var definition = (await api.Get(kind.Definition)).Body;
        Spec(definition)["size"] = Manifests.Parse("""{"type":"string","default":"Small"}""");
        (await api.Put(kind.Definition, definition)).Expect(200);
        await Until.Holds(async () => (string?)(await api.Get($"{kind.Path}/a")).Body["spec"]!["size"] == "Small");
        Assert.Equal("Small", (string)(await api.Get(kind.Path)).Items[0]!["spec"]!["size"]!);
    }

    [Theory, EveryServer]
    public async Task Unknown_fields_stay_where_the_schema_preserves_them(string target)
    {
        var api = targets[target];
        var kind = await api.Define(definition => Spec(definition)["free"] =
            Manifests.Parse("""{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"known":{"type":"object","properties":{"x":{"type":"integer"}}}}}"""));
        var spec = (await api.Post(kind.Path, kind.Widget("a", """{"replicas":1,"free":{"any":{"y":1},"known":{"x":1,"z":2}}}"""))).Expect(201).Body["spec"]!;
        Assert.Equal(1, (int)spec["free"]!["any"]!["y"]!);
        Assert.Null(spec["free"]!["known"]!["z"]);
    }

    [Theory, EveryServer]
    public async Task Unknown_fields_are_dropped_in_lists_and_maps_too(string target)
    {
        var api = targets[target];
        var kind = await api.Define(definition => Spec(definition)["by"] =
            Manifests.Parse("""{"type":"object","additionalProperties":{"type":"object","properties":{"x":{"type":"integer"}}}}"""));
        var spec = (await api.Post(kind.Path, kind.Widget("a", """{"replicas":1,"by":{"k":{"x":1,"u":2}},"ports":[{"name":"a","u":1}]}"""))).Expect(201).Body["spec"]!;
        Assert.Equal("""{"k":{"x":1}}""", spec["by"]!.ToJsonString());
        Assert.Null(spec["ports"]![0]!["u"]);
    }

    [Theory, EveryServer]
    public async Task Int_or_string_and_nullable_take_what_they_say(string target)
    {
        var api = targets[target];
        var kind = await api.Define(definition =>
        {
            Spec(definition)["surge"] = Manifests.Parse("""{"x-kubernetes-int-or-string":true}""");
            Spec(definition)["maybe"] = Manifests.Parse("""{"type":"string","nullable":true}""");
        });
        (await api.Post(kind.Path, kind.Widget("a", """{"replicas":1,"surge":1,"maybe":null}"""))).Expect(201);
        (await api.Post(kind.Path, kind.Widget("b", """{"replicas":1,"surge":"25%","maybe":"x"}"""))).Expect(201);
        (await api.Post(kind.Path, kind.Widget("c", """{"replicas":1,"surge":true}"""))).Expect(422);
    }

    [Theory, EveryServer]
    public async Task Every_keyword_of_a_schema_refuses_what_it_should(string target)
    {
        var api = targets[target];
        var kind = await api.Define(definition =>
        {
            Spec(definition)["text"] = Manifests.Parse("""{"type":"string","minLength":2,"maxLength":4,"pattern":"^[a-z]+$"}""");
            Spec(definition)["number"] = Manifests.Parse("""{"type":"number","exclusiveMinimum":true,"minimum":0,"maximum":10}""");
            Spec(definition)["list"] = Manifests.Parse("""{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string"}}""");
            Spec(definition)["when"] = Manifests.Parse("""{"type":"string","format":"date-time"}""");
        });
        foreach (var (field, value) in (IEnumerable<(string, string)>)
                 [
                     ("text", "\"a\""), ("text", "\"abcde\""), ("text", "\"A1\""), ("number", "0"), ("number", "11"),
                     ("list", "[]"), ("list", """["a","b","c"]"""), ("when", "\"today\""),
                 ])
        {
            var refused = await api.Post(kind.Path, kind.Widget("a", $$"""{"replicas":1,"{{field}}":{{value}}}"""));
            Assert.True(refused.Code == 422, $"{field}: {value}: {refused.Code}");
            Assert.Contains(refused.CauseFields(), at => at == "<nil>" || at.StartsWith($"spec.{field}", StringComparison.Ordinal));
        }
        (await api.Post(kind.Path, kind.Widget("a", """{"replicas":1,"text":"abc","number":2.5,"list":["a"],"when":"2026-01-01T00:00:00Z"}"""))).Expect(201);
    }

    [Theory, EveryServer]
    public async Task A_status_is_validated_too(string target)
    {
        var api = targets[target];
        var kind = await api.Define();
        (await api.Post(kind.Path, kind.Widget("a"))).Expect(201);
        var refused = (await api.MergePatch($"{kind.Path}/a/status", Manifests.Parse("""{"status":{"replicas":"many"}}"""))).Expect(422);
        Assert.Contains("status.replicas", refused.CauseFields());
    }

    [Theory, EveryServer]
    public async Task All_served_versions_show_the_same_objects(string target)
    {
        var api = targets[target];
        var kind = await api.Define(AddVersion("v2", served: true));
        (await api.Post(kind.Path, kind.Widget("a"))).Expect(201);
        var other = (await api.Get($"{kind.At("v2")}/a")).Expect(200).Body;
        Assert.Equal($"{kind.Group}/v2", (string)other["apiVersion"]!);
        other["spec"]!["replicas"] = 7;
        (await api.Put($"{kind.At("v2")}/a", other)).Expect(200);
        Assert.Equal(7, (int)(await api.Get($"{kind.Path}/a")).Body["spec"]!["replicas"]!);
        Assert.Equal($"{kind.Group}/v2", (string)(await api.Get(kind.At("v2"))).Items[0]!["apiVersion"]!);
    }

    [Theory, EveryServer]
    public async Task A_watch_of_another_version_sends_that_version(string target)
    {
        var api = targets[target];
        var kind = await api.Define(AddVersion("v2", served: true));
        using var watch = await api.Watch(kind.At("v2"));
        (await api.Post(kind.Path, kind.Widget("a"))).Expect(201);
        Assert.Equal($"{kind.Group}/v2", (string)(await watch.NextChange()).Object["apiVersion"]!);
    }

    [Theory, EveryServer]
    public async Task The_newest_stable_version_is_preferred(string target)
    {
        var api = targets[target];
        var kind = await api.Define(definition =>
        {
            AddVersion("v1beta1", served: true)(definition);
            AddVersion("v2alpha1", served: true)(definition);
        });
        Answer group = null!;
        await Until.Holds(async () => (group = await api.Get($"/apis/{kind.Group}")).Code == 200 && group.Body["versions"]!.AsArray().Count == 3);
        Assert.Equal("v1", (string)group.Body["preferredVersion"]!["version"]!);
        Assert.Equal(["v1", "v1beta1", "v2alpha1"], group.Body["versions"]!.AsArray().Select(version => (string)version!["version"]!));
    }

    [Theory, EveryServer]
    public async Task A_version_that_is_not_served_is_not_there(string target)
    {
        var api = targets[target];
        var kind = await api.Define(AddVersion("v2", served: false));
        (await api.Get(kind.At("v2"))).Expect(404);
    }

    [Theory, EveryServer]
    public async Task Without_a_status_subresource_status_is_like_any_field(string target)
    {
        var api = targets[target];
        var kind = await api.Define(definition => definition["spec"]!["versions"]![0]!.AsObject().Remove("subresources"));
        var widget = kind.Widget("a");
        widget["status"] = new JsonObject { ["replicas"] = 4 };
        var created = (await api.Post(kind.Path, widget)).Expect(201).Body;
        Assert.Equal(4, (int)created["status"]!["replicas"]!);
        (await api.Get($"{kind.Path}/a/status")).Expect(404);
        (await api.Get($"{kind.Path}/a/scale")).Expect(404);
        var patched = await api.MergePatch($"{kind.Path}/a", Manifests.Parse("""{"status":{"replicas":5}}"""));
        Assert.Equal(2, (int)patched.Expect(200).Body["metadata"]!["generation"]!);
    }

    [Theory, EveryServer]
    public async Task A_custom_scale_reads_its_selector_and_status(string target)
    {
        var api = targets[target];
        var kind = await api.Define(definition =>
        {
            definition["spec"]!["versions"]![0]!["subresources"]!["scale"]!["labelSelectorPath"] = ".status.selector";
            definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["status"]!["properties"]!["selector"] = Manifests.Parse("""{"type":"string"}""");
        });
        (await api.Post(kind.Path, kind.Widget("a"))).Expect(201);
        (await api.MergePatch($"{kind.Path}/a/status", Manifests.Parse("""{"status":{"replicas":3,"selector":"app=a"}}"""))).Expect(200);
        var scale = (await api.Get($"{kind.Path}/a/scale")).Expect(200).Body;
        Assert.Equal((2, 3, "app=a"), ((int)scale["spec"]!["replicas"]!, (int)scale["status"]!["replicas"]!, (string)scale["status"]!["selector"]!));
    }

    [Theory, EveryServer]
    public async Task A_definition_tells_its_conditions_names_and_stored_versions(string target)
    {
        var api = targets[target];
        var kind = await api.Define();
        var status = (await api.Get(kind.Definition)).Body["status"]!;
        Assert.Equal(["Established", "NamesAccepted"], status["conditions"]!.AsArray().Select(condition => (string)condition!["type"]!).Order());
        Assert.Equal("WidgetList", (string)status["acceptedNames"]!["listKind"]!);
        Assert.Equal("""["v1"]""", status["storedVersions"]!.ToJsonString());
    }

    [Theory, EveryServer]
    public async Task A_malformed_definition_is_Invalid(string target)
    {
        var api = targets[target];
        foreach (var (change, field) in (IEnumerable<(Action<JsonObject>, string)>)
                 [
                     (d => d["metadata"]!["name"] = "gadgets.example.test", "metadata.name"),
                     (d => d["spec"]!["scope"] = "Global", "spec.scope"),
                     (d => d["spec"]!["versions"]![0]!["storage"] = false, "spec.versions"),
                     (d => d["spec"]!["versions"]![0]!.AsObject().Remove("schema"), "spec.versions[0].schema.openAPIV3Schema"),
                     (d => d["spec"]!["versions"]![0]!["name"] = "V1", "spec.versions[0].name"),
                 ])
        {
            var definition = Manifests.Definition($"g{Guid.NewGuid().ToString("N")[..8]}.example.test");
            change(definition);
            Assert.Contains(field, (await api.Post(Fixtures.Definitions, definition)).Expect(422).CauseFields());
        }
    }

    [Theory, EveryServer]
    public async Task A_schema_must_be_structural(string target)
    {
        var api = targets[target];
        var definition = Manifests.Definition($"g{Guid.NewGuid().ToString("N")[..8]}.example.test");
        Spec(definition)["untyped"] = new JsonObject { ["description"] = "says no type" };
        var refused = (await api.Post(Fixtures.Definitions, definition)).Expect(422);
        Assert.Contains(refused.CauseFields(), field => field.EndsWith(".properties[spec].properties[untyped].type", StringComparison.Ordinal));
    }

    [Theory, EveryServer]
    public async Task Group_and_scope_of_a_definition_are_immutable(string target)
    {
        var api = targets[target];
        var kind = await api.Define();
        var refused = (await api.MergePatch(kind.Definition, Manifests.Parse("""{"spec":{"scope":"Cluster"}}"""))).Expect(422);
        Assert.Contains("spec.scope", refused.CauseFields());
    }

    [Theory, EveryServer]
    public async Task A_cluster_scoped_kind_has_no_namespace(string target)
    {
        var api = targets[target];
        var kind = await api.Define(definition => definition["spec"]!["scope"] = "Cluster", namespaced: false);
        (await api.Post($"/apis/{kind.Group}/v1/widgets", kind.Widget("a"))).Expect(201);
        (await api.Get($"/apis/{kind.Group}/v1/widgets/a")).Expect(200);
        (await api.Get($"/apis/{kind.Group}/v1/namespaces/default/widgets/a")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task A_kind_without_columns_prints_name_and_age(string target)
    {
        var api = targets[target];
        var kind = await api.Define(definition => definition["spec"]!["versions"]![0]!.AsObject().Remove("additionalPrinterColumns"));
        var table = (await api.Get(kind.Path, "application/json;as=Table;v=v1;g=meta.k8s.io")).Expect(200).Body;
        Assert.Equal(["Name", "Age"], table["columnDefinitions"]!.AsArray().Select(column => (string)column!["name"]!));
    }

    [Theory, EveryServer]
    public async Task Items_of_custom_lists_name_their_kind(string target)
    {
        var api = targets[target];
        var kind = await api.Define();
        (await api.Post(kind.Path, kind.Widget("a"))).Expect(201);
        var list = (await api.Get(kind.Path)).Expect(200);
        Assert.Equal("WidgetList", (string)list.Body["kind"]!);
        Assert.Equal("Widget", (string)list.Items[0]!["kind"]!);
    }

    [Theory, EveryServer]
    public async Task Custom_resources_are_merged_by_merge_patch_and_counted(string target)
    {
        var api = targets[target];
        var kind = await api.Define();
        (await api.Post(kind.Path, kind.Widget("a", """{"replicas":1,"ports":[{"name":"a"}]}"""))).Expect(201);
        var patched = (await api.MergePatch($"{kind.Path}/a", Manifests.Parse("""{"spec":{"ports":[{"name":"b"}]}}"""))).Expect(200).Body;
        Assert.Equal("b", (string)Assert.Single(patched["spec"]!["ports"]!.AsArray())!["name"]!);
        Assert.Equal(2, (int)patched["metadata"]!["generation"]!);
    }

    [Theory, EveryServer]
    public async Task Metadata_of_custom_resources_is_checked(string target)
    {
        var api = targets[target];
        var kind = await api.Define();
        var widget = kind.Widget("a");
        widget["metadata"]!["labels"] = new JsonObject { ["team"] = "not good" };
        Assert.Contains("metadata.labels", (await api.Post(kind.Path, widget)).Expect(422).CauseFields());
        widget["metadata"]!["labels"] = new JsonObject { ["team"] = 5 };
        Assert.NotEqual(201, (await api.Post(kind.Path, widget)).Code);
    }

    [Theory, Simulator, RealServerSince(25)]
    public async Task A_rule_of_the_schema_refuses_with_its_message(string target)
    {
        var api = targets[target];
        var kind = await api.Define(definition => definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["x-kubernetes-validations"] =
            JsonNode.Parse("""[{"rule":"self.replicas <= 5","message":"too many"},{"rule":"!has(oldSelf.mode) || self.mode == oldSelf.mode","message":"mode is fixed"}]"""));
        var refused = (await api.Post(kind.Path, kind.Widget("a", """{"replicas":6}"""))).Expect(422);
        Assert.Contains("too many", refused.Message, StringComparison.Ordinal);
        (await api.Post(kind.Path, kind.Widget("a"))).Expect(201);
        var changed = await api.MergePatch($"{kind.Path}/a", Manifests.Parse("""{"spec":{"mode":"Manual"}}"""));
        Assert.Contains("mode is fixed", changed.Expect(422).Message, StringComparison.Ordinal);
    }

    [Theory, Simulator, RealServerSince(25)]
    public async Task A_rule_that_does_not_compile_refuses_the_definition(string target)
    {
        var definition = Manifests.Definition($"g{Guid.NewGuid().ToString("N")[..8]}.example.test");
        definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["x-kubernetes-validations"] =
            JsonNode.Parse("""[{"rule":"self.nothing > 5"}]""");
        var refused = (await targets[target].Post(Fixtures.Definitions, definition)).Expect(422);
        Assert.Contains("undefined field 'nothing'", refused.Message, StringComparison.Ordinal);
    }

    private static JsonNode Spec(JsonNode definition) => definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!;

    private static Action<JsonObject> AddVersion(string name, bool served) => definition =>
    {
        var versions = definition["spec"]!["versions"]!.AsArray();
        var version = versions[0]!.DeepClone();
        (version["name"], version["served"], version["storage"]) = (name, served, false);
        versions.Add(version);
    };
}
