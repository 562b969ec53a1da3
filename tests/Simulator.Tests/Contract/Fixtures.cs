using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>What many cases begin with.</summary>
internal static class Fixtures
{
    public const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    /// <summary>The path of the ConfigMaps of a new namespace, with some in it.</summary>
    public static async Task<string> Maps(this ApiTarget api, params string[] names)
    {
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps";
        foreach (var name in names) (await api.Post(path, Manifests.ConfigMap(name))).Expect(201);
        return path;
    }

    /// <summary>The path of a Deployment in a new namespace.</summary>
    public static async Task<string> Deployment(this ApiTarget api, int replicas = 1)
    {
        var path = $"/apis/apps/v1/namespaces/{await api.Namespace()}/deployments";
        (await api.Post(path, Manifests.Deployment("web", replicas))).Expect(201);
        return path + "/web";
    }

    /// <summary>Creates a definition of plural <c>widgets</c> and waits until it is served; returns the path of its objects in a new namespace.</summary>
    /// <param name="api">The server.</param>
    /// <param name="change">What differs from <see cref="Manifests.Definition"/>.</param>
    /// <param name="namespaced">Where to look for the kind being served.</param>
    public static async Task<CustomKind> Define(this ApiTarget api, Action<JsonObject>? change = null, bool namespaced = true)
    {
        var group = $"g{Guid.NewGuid().ToString("N")[..8]}.example.test";
        var definition = Manifests.Definition(group);
        change?.Invoke(definition);
        (await api.Post(Definitions, definition)).Expect(201);
        await Until.Holds(async () => ((await api.Get($"{Definitions}/widgets.{group}")).Body["status"]?["conditions"]?.AsArray() ?? [])
            .Any(condition => (string)condition!["type"]! == "Established" && (string)condition["status"]! == "True"));
        var ns = await api.Namespace();
        var kind = new CustomKind(group, ns);
        await Until.Holds(async () => (await api.Get(namespaced ? kind.Path : $"/apis/{group}/v1/widgets")).Code == 200);
        return kind;
    }

    /// <summary>Causes of a refusal, as their fields.</summary>
    public static IEnumerable<string> CauseFields(this Answer answer) =>
        (answer.Body["details"]?["causes"]?.AsArray() ?? []).Select(cause => (string)cause!["field"]!);

    /// <summary>Entries of managedFields, as manager and operation.</summary>
    public static IEnumerable<(string Manager, string Operation)> Managers(this Answer answer) =>
        (answer.Body["metadata"]!["managedFields"]?.AsArray() ?? []).Select(entry => ((string)entry!["manager"]!, (string)entry["operation"]!));
}

/// <summary>A custom kind of one case, in one namespace.</summary>
internal sealed record CustomKind(string Group, string Namespace)
{
    public string Path => At("v1");

    public string Definition => $"{Fixtures.Definitions}/widgets.{Group}";

    public string At(string version) => $"/apis/{Group}/{version}/namespaces/{Namespace}/widgets";

    public JsonObject Widget(string name, string spec = """{"replicas":2}""", string version = "v1")
    {
        var widget = Manifests.Named($"{Group}/{version}", "Widget", name);
        widget["spec"] = Manifests.Parse(spec);
        return widget;
    }
}
