using System.Text.Json.Nodes;
using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>One test's namespace on the hub, and what becomes of it in the members.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    private static readonly string[] CopiedKinds = ["configmaps", "secrets", "services"];

    private readonly RealFleet _fleet;

    private Workspace(RealFleet fleet, string ns)
    {
        _fleet = fleet;
        Namespace = ns;
    }

    public string Namespace { get; }

    private KubeClient Hub => _fleet.Hub.Client;

    public static async Task<Workspace> CreateAsync(RealFleet fleet, string purpose)
    {
        await fleet.OperatorAsync();
        var ns = $"{purpose}-{Guid.NewGuid().ToString("N")[..6]}";
        await fleet.Hub.Client.CreateAsync(KubePaths.Namespaces, Manifests.Namespace(ns));
        return new Workspace(fleet, ns);
    }

    public Task ApplyDeploymentAsync(string name, int replicas, string? image = null) =>
        Hub.ApplyAsync(KubePaths.Deployment(Namespace, name), Manifests.Deployment(Namespace, name, replicas, image));

    public Task ScaleAsync(string name, int replicas) => Hub.MergePatchAsync(
        KubePaths.Deployment(Namespace, name), new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } });

    public Task DeleteDeploymentAsync(string name) => Hub.DeleteAsync(KubePaths.Deployment(Namespace, name));

    public Task ApplyConfigMapAsync(string name, string value) =>
        Hub.ApplyAsync($"{KubePaths.Core(Namespace, "configmaps")}/{name}", Manifests.ConfigMap(name, "value", value));

    /// <summary>Applies a policy for one Deployment of the same name.</summary>
    public Task ApplyPolicyAsync(string name, JsonObject placement, Action<JsonObject>? spec = null) =>
        ApplyPolicyAsync(name, Manifests.Select("apps/v1", "Deployment", name), placement, spec);

    public async Task ApplyPolicyAsync(string name, JsonArray selectors, JsonObject placement, Action<JsonObject>? spec = null)
    {
        var policy = Manifests.Policy(Namespace, name, selectors, placement);
        spec?.Invoke(policy["spec"]!.AsObject());
        await Hub.ApplyAsync(PolicyPath(name), policy);
    }

    public Task DeletePolicyAsync(string name) => Hub.DeleteAsync(PolicyPath(name));

    public string PolicyPath(string name) => $"{KubePaths.Policies(Namespace)}/{name}";

    /// <summary>30 : 70 over the first two members.</summary>
    public JsonObject ThirtySeventy() => Manifests.StaticWeights((_fleet.Members[0].Name, 30), (_fleet.Members[1].Name, 70));

    public JsonObject EverywhereTheSame() => Manifests.Duplicated([.. _fleet.Members.Select(m => m.Name)]);

    /// <summary>Waits until the members hold a Deployment with these replicas, in their order; null means no such Deployment.</summary>
    public Task ReplicasBecomeAsync(string name, params int?[] expected) =>
        Eventually.HoldsAsync(() => ReplicasDifferAsync(name, expected), context: _fleet.OperatorLog);

    public Task ReplicasStayAsync(string name, TimeSpan during, params int?[] expected) =>
        Eventually.StaysAsync(() => ReplicasDifferAsync(name, expected), during);

    public Task ConfigMapsBecomeAsync(string name, params string?[] expected) => Eventually.HoldsAsync(
        async () =>
        {
            var found = await Task.WhenAll(_fleet.Members.Select(async member =>
                (string?)(await member.Client.GetAsync($"{KubePaths.Core(Namespace, "configmaps")}/{name}"))?["data"]?["value"]));
            return found.SequenceEqual(expected) ? null : $"ConfigMap {name} is [{Join(found)}], not [{Join(expected)}]";
        },
        context: _fleet.OperatorLog);

    /// <summary>Waits for the binding of a template.</summary>
    public async Task<string> BindingPathAsync(string template)
    {
        JsonObject? binding = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                binding = (await BindingsOfAsync(template)).SingleOrDefault();
                return binding is null ? $"{template} has no binding" : null;
            },
            context: _fleet.OperatorLog);
        return $"{KubePaths.Bindings(Namespace)}/{(string)binding!["metadata"]!["name"]!}";
    }

    public Task BindingGoneAsync(string template) => Eventually.HoldsAsync(
        async () => (await BindingsOfAsync(template)) is [] ? null : $"{template} still has a binding", context: _fleet.OperatorLog);

    /// <summary>
    /// What should not be in the members: objects that carry our label and belong to no live binding, and templates with
    /// more than one binding. Null when all is in order.
    /// </summary>
    public async Task<string?> OrphanOrDuplicateAsync()
    {
        var bindings = await Hub.ListAsync(KubePaths.Bindings(Namespace));
        var live = bindings.Select(b => (string?)b["metadata"]!["uid"]).ToHashSet();
        var duplicate = bindings.GroupBy(b => b["spec"]!["resource"]!["kind"] + "/" + b["spec"]!["resource"]!["name"]).FirstOrDefault(g => g.Count() > 1);
        if (duplicate is not null)
            return $"{duplicate.Key} has {duplicate.Count()} bindings";
        foreach (var member in _fleet.Members)
        {
            string[] collections = [KubePaths.Deployments(Namespace), .. CopiedKinds.Select(kind => KubePaths.Core(Namespace, kind))];
            foreach (var collection in collections)
            {
                foreach (var found in await member.Client.ListAsync(collection, "loadline.io/managed=true"))
                {
                    var uid = (string?)found["metadata"]!["annotations"]?["loadline.io/binding-uid"];
                    if (!live.Contains(uid))
                        return $"{member.Name} holds {collection}/{(string?)found["metadata"]!["name"]} of binding {uid}, which does not exist";
                }
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var collection in (string[])[KubePaths.Policies(Namespace), KubePaths.Deployments(Namespace), KubePaths.Core(Namespace, "configmaps")])
        {
            foreach (var item in await Hub.ListAsync(collection))
                await Hub.DeleteAsync($"{collection}/{(string)item["metadata"]!["name"]!}");
        }

        // Nothing collects garbage here: what the members keep on purpose (foreign, preserved) goes with the test.
        foreach (var member in _fleet.Members)
        {
            foreach (var item in await member.Client.ListAsync(KubePaths.Deployments(Namespace)))
                await member.Client.DeleteAsync(KubePaths.Deployment(Namespace, (string)item["metadata"]!["name"]!));
        }
    }

    private async Task<string?> ReplicasDifferAsync(string name, int?[] expected)
    {
        int?[] wanted = [.. expected, .. Enumerable.Repeat((int?)null, _fleet.Members.Count - expected.Length)];
        var found = await Task.WhenAll(_fleet.Members.Select(async member =>
            (int?)(await member.Client.GetAsync(KubePaths.Deployment(Namespace, name)))?["spec"]?["replicas"]));
        return found.SequenceEqual(wanted) ? null : $"{name} has replicas [{Join(found)}], not [{Join(wanted)}]";
    }

    private async Task<IReadOnlyList<JsonObject>> BindingsOfAsync(string template) =>
        [.. (await Hub.ListAsync(KubePaths.Bindings(Namespace))).Where(b => (string?)b["spec"]?["resource"]?["name"] == template)];

    private static string Join<T>(IEnumerable<T> values) => string.Join(", ", values.Select(v => v?.ToString() ?? "none"));
}
