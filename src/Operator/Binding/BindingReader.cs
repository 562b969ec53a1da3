using System.Text.Json;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Operator.Json;

namespace Loadline.Operator.Binding;

/// <summary>
/// Reads bindings as the hub has them. Never throws. Bindings are our own, so one that cannot be read was edited by somebody: what is known of it
/// counts, and the next decision overwrites the rest.
/// </summary>
internal static class BindingReader
{
    /// <summary>The binding; null when not even its template and its policy can be told, and nothing may be concluded.</summary>
    /// <param name="resource">Which of the two kinds.</param>
    /// <param name="item">The object.</param>
    /// <param name="known">The last state that was read; null when there is none.</param>
    /// <param name="problem">What cannot be read; null when all can.</param>
    public static BindingView? Read(ResourceType resource, KubeObject item, BindingView? known, out string? problem)
    {
        problem = null;
        try
        {
            var spec = JsonSerializer.Deserialize(item.Spec.Span, CrdsJsonContext.Default.ResourceBindingSpec);
            var status = item.Status.IsEmpty ? null : JsonSerializer.Deserialize(item.Status.Span, CrdsJsonContext.Default.ResourceBindingStatus);
            string[] nulls = [.. NullItems.In(item.Spec, "spec"), .. NullItems.In(item.Status, "status")];
            if (nulls.Length > 0) problem = $"{nulls[0]} is null";
            else if (spec is null || !IsNamed(spec.Resource)) problem = "spec.resource names no template";
            else if (spec.PolicyRef is { Name: null or "" }) problem = "spec.policyRef names no policy";
            else if (spec.Clusters?.Any(static c => string.IsNullOrEmpty(c.Name)) == true) problem = "spec.clusters has an item without a name";
            else return new(item, resource, spec, status);
        }
        catch (Exception e)
        {
            problem = e.Message;
        }

        return known is not null && known.Uid == item.Uid ? known with { Object = item } : Rest(resource, item);
    }

    /// <summary>Whose it is and which members may hold something of it: enough to lose nothing until it is decided anew.</summary>
    private static BindingView? Rest(ResourceType resource, KubeObject item)
    {
        try
        {
            using var document = JsonDocument.Parse(item.Spec);
            var spec = document.RootElement;
            var template = spec.GetProperty("resource").Deserialize(CrdsJsonContext.Default.ResourceReference);
            var policy = spec.TryGetProperty("policyRef", out var reference) ? reference.Deserialize(CrdsJsonContext.Default.PolicyReference) : null;
            if (!IsNamed(template) || policy is { Name: null or "" }) return null;
            var clusters = spec.TryGetProperty("clusters", out var targets) ? Targets(targets) : [];
            // Whether it was suspended is not known: nothing is written to members before the next decision.
            var known = new ResourceBindingSpec { Resource = template!, PolicyRef = policy, Clusters = clusters, Suspension = new() { Dispatching = true } };
            return new(item, resource, known, new() { AppliedClusters = Fence(item.Status) });
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static bool IsNamed(ResourceReference? template) => template is { ApiVersion.Length: > 0, Kind.Length: > 0, Name.Length: > 0 };

    private static List<TargetCluster> Targets(JsonElement clusters)
    {
        var targets = new List<TargetCluster>();
        if (clusters.ValueKind != JsonValueKind.Array) return targets;
        foreach (var item in clusters.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("name", out var name) || Text(name) is not { } member) continue;
            int? replicas = item.TryGetProperty("replicas", out var given) && given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var number) ? number : null;
            targets.Add(new() { Name = member, Replicas = replicas });
        }

        return targets;
    }

    private static List<string> Fence(ReadOnlyMemory<byte> status)
    {
        if (status.IsEmpty) return [];
        using var document = JsonDocument.Parse(status);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("appliedClusters", out var applied) && applied.ValueKind == JsonValueKind.Array
            ? [.. applied.EnumerateArray().Select(Text).OfType<string>()]
            : [];
    }

    private static string? Text(JsonElement element) => element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text ? text : null;
}
