using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>CustomResourceDefinitions and what they serve.</summary>
[Collection(nameof(ContractSuite))]
public sealed class CustomResourceContract(Targets targets)
{
    [Theory, EveryServer]
    public async Task A_definition_is_established_and_served_and_discovered(string target)
    {
        var (api, group, path) = await Widgets(target);
        (await api.Post(path, Widget("a"))).Expect(201);
        Answer discovered = null!;
        await Until.Holds(async () => (discovered = await api.Get($"/apis/{group}/v1")).Code == 200);
        var resources = discovered.Body["resources"]!.AsArray();
        var widgets = resources.Single(resource => (string)resource!["name"]! == "widgets")!;
        Assert.Equal("wdg", (string)widgets["shortNames"]![0]!);
        Assert.Contains(resources, resource => (string)resource!["name"]! == "widgets/status");
        Assert.Contains(resources, resource => (string)resource!["name"]! == "widgets/scale" && (string)resource["group"]! == "autoscaling");
    }

    [Theory, EveryServer]
    public async Task Defaults_are_filled_in_and_unknown_fields_dropped(string target)
    {
        var (api, _, path) = await Widgets(target);
        var widget = Widget("a");
        widget["spec"]!["unknown"] = 1;
        var spec = (await api.Post(path, widget)).Expect(201).Body["spec"]!;
        Assert.Equal("Auto", (string)spec["mode"]!);
        Assert.Null(spec["unknown"]);
    }

    [Theory, EveryServer]
    public async Task What_the_schema_forbids_is_Invalid(string target)
    {
        var (api, _, path) = await Widgets(target);
        foreach (var (spec, field) in (IEnumerable<(string, string)>)
                 [
                     ("""{"replicas":-1}""", "spec.replicas"), ("""{"replicas":1,"mode":"Other"}""", "spec.mode"), ("{}", "spec.replicas"),
                     ("""{"replicas":1,"ports":[{"name":"a"},{"name":"a"}]}""", "spec.ports[1]"),
                 ])
        {
            var widget = Widget("a");
            widget["spec"] = Manifests.Parse(spec);
            var refused = (await api.Post(path, widget)).Expect(422);
            Assert.Equal(field, (string)refused.Body["details"]!["causes"]![0]!["field"]!);
        }
    }

    [Theory, EveryServer]
    public async Task A_list_map_is_merged_by_its_key(string target)
    {
        var (api, _, path) = await Widgets(target);
        JsonObject Ports(string name)
        {
            var widget = Widget("a");
            widget["apiVersion"] = $"{path.Split('/')[2]}/v1";
            widget["spec"]!["ports"] = new JsonArray(new JsonObject { ["name"] = name, ["port"] = 80 });
            return widget;
        }
        (await api.Apply($"{path}/a", Ports("one"), "first")).Expect(201);
        var merged = (await api.Apply($"{path}/a", Ports("two"), "second")).Expect(200);
        Assert.Equal(["one", "two"], merged.Body["spec"]!["ports"]!.AsArray().Select(port => (string)port!["name"]!));
    }

    [Theory, EveryServer]
    public async Task Status_and_spec_are_written_apart(string target)
    {
        var (api, _, path) = await Widgets(target);
        var widget = Widget("a");
        widget["status"] = new JsonObject { ["replicas"] = 9 };
        Assert.Null((await api.Post(path, widget)).Expect(201).Body["status"]);
        var written = await api.MergePatch($"{path}/a/status", Manifests.Parse("""{"spec":{"replicas":7},"status":{"replicas":3}}"""));
        Assert.Equal(3, (int)written.Expect(200).Body["status"]!["replicas"]!);
        Assert.Equal(2, (int)written.Body["spec"]!["replicas"]!);
        Assert.Equal(1, (int)written.Body["metadata"]!["generation"]!);
    }

    [Theory, EveryServer]
    public async Task Printer_columns_are_read_by_JSONPath(string target)
    {
        var (api, _, path) = await Widgets(target);
        (await api.Post(path, Widget("a"))).Expect(201);
        var status = Manifests.Parse("""{"status":{"conditions":[{"type":"Other","status":"X"},{"type":"Ready","status":"True"}]}}""");
        (await api.MergePatch($"{path}/a/status", status)).Expect(200);
        var table = (await api.Get(path, "application/json;as=Table;v=v1;g=meta.k8s.io")).Expect(200).Body;
        Assert.Equal(["Name", "Ready", "Replicas", "Age"], table["columnDefinitions"]!.AsArray().Select(column => (string)column!["name"]!));
        var cells = table["rows"]![0]!["cells"]!.AsArray();
        Assert.Equal("a", (string)cells[0]!);
        Assert.Equal("True", (string)cells[1]!);
        Assert.Equal(2, (int)cells[2]!);
        Assert.Matches("^[0-9]+s$", (string)cells[3]!);
    }

    [Theory, EveryServer]
    public async Task Custom_resources_scale(string target)
    {
        var (api, _, path) = await Widgets(target);
        (await api.Post(path, Widget("a"))).Expect(201);
        var scaled = await api.MergePatch($"{path}/a/scale", Manifests.Parse("""{"spec":{"replicas":5}}"""));
        Assert.Equal("Scale", (string)scaled.Expect(200).Body["kind"]!);
        Assert.Equal(5, (int)(await api.Get($"{path}/a")).Body["spec"]!["replicas"]!);
    }

    [Theory, EveryServer]
    public async Task An_update_must_carry_the_version(string target)
    {
        var (api, _, path) = await Widgets(target);
        var created = (await api.Post(path, Widget("a"))).Expect(201).Body;
        created["metadata"]!.AsObject().Remove("resourceVersion");
        (await api.Put($"{path}/a", created)).Expect(422);
    }

    [Theory, EveryServer]
    public async Task Strategic_patches_are_not_for_custom_resources(string target)
    {
        var (api, _, path) = await Widgets(target);
        (await api.Post(path, Widget("a"))).Expect(201);
        (await api.StrategicPatch($"{path}/a", Manifests.Parse("""{"spec":{"replicas":5}}"""))).Expect(415);
    }

    [Theory, EveryServer]
    public async Task Deleting_the_definition_deletes_its_objects(string target)
    {
        var (api, group, path) = await Widgets(target);
        (await api.Post(path, Widget("a"))).Expect(201);
        using var watch = await api.Watch(path);
        Assert.Equal("ADDED", (await watch.NextChange()).Type);
        (await api.Delete($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.{group}")).Expect(200);
        Assert.Equal("DELETED", (await watch.NextChange()).Type);
        await Until.Holds(async () => (await api.Get(path)).Code == 404);
    }

    private JsonObject Widget(string name)
    {
        var widget = Manifests.Named($"{_group}/v1", "Widget", name);
        widget["spec"] = new JsonObject { ["replicas"] = 2 };
        return widget;
    }

    private string _group = "";

    private async Task<(ApiTarget Api, string Group, string Path)> Widgets(string target)
    {
        var api = targets[target];
        _group = $"g{Guid.NewGuid().ToString("N")[..8]}.example.test";
        var path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        (await api.Post(path, Manifests.Definition(_group))).Expect(201);
        await Until.Holds(async () => ((await api.Get($"{path}/widgets.{_group}")).Body["status"]?["conditions"]?.AsArray() ?? [])
            .Any(condition => (string)condition!["type"]! == "Established" && (string)condition["status"]! == "True"));
        var ns = await api.Namespace();
        var widgets = $"/apis/{_group}/v1/namespaces/{ns}/widgets";
        await Until.Holds(async () => (await api.Get(widgets)).Code == 200);
        return (api, _group, widgets);
    }
}
