using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Kubernetes.Models;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Quotas;

/// <summary>
/// What a ResourceQuota measures: numbers of objects (<c>count/deployments.apps</c>, <c>configmaps</c>, ...), and <c>cpu</c>, <c>memory</c> with
/// <c>requests.</c> or <c>limits.</c> before them, of pods that are not done. CPU counts in thousandths of a core, memory in bytes.
/// </summary>
internal static class QuotaUsage
{
    private static readonly GroupResource Pods = new("", "pods");

    /// <summary>What one object takes; null where the measure is not about its kind, 0 where the object does not say.</summary>
    public static long? Of(string measure, GroupResource resource, JsonObject obj)
    {
        if (Compute(measure) is not var (list, name)) return Counts(measure, resource) ? 1 : null;
        if (resource != Pods || obj.Text("status", "phase") is "Succeeded" or "Failed") return null;
        long sum = 0;
        foreach (var container in obj.Arr("spec", "containers") ?? [])
        {
            // What has a limit and no request requests its limit.
            var text = container.At("resources", list, name) ?? (list == "requests" ? container.At("resources", "limits", name) : null);
            if (text is null || !ResourceQuantity.TryParse(text.ToString(), out var quantity)) return 0;
            sum += name == "cpu" ? quantity.MilliValue : quantity.Value;
        }
        return sum;
    }

    /// <summary>What all objects of a namespace take.</summary>
    public static long Sum(ObjectStore store, string measure, string @namespace)
    {
        if (Compute(measure) is not null) return store.Snapshot(Pods).Range(@namespace, null).Sum(pod => Of(measure, Pods, pod.Parse()) ?? 0);
        return Resource(measure) is { } resource ? store.Snapshot(resource).Range(@namespace, null).Count() : 0;
    }

    /// <summary>A limit in the unit that usage counts in.</summary>
    public static long InUnits(string measure, ResourceQuantity quantity) => Compute(measure) is (_, "cpu") ? quantity.MilliValue : quantity.Value;

    public static string Print(string measure, long amount) => Compute(measure) switch
    {
        (_, "cpu") when amount % 1000 != 0 => string.Create(CultureInfo.InvariantCulture, $"{amount}m"),
        (_, "cpu") => (amount / 1000).ToString(CultureInfo.InvariantCulture),
        (_, _) when amount > 0 && amount % (1 << 30) == 0 => string.Create(CultureInfo.InvariantCulture, $"{amount >> 30}Gi"),
        (_, _) when amount > 0 && amount % (1 << 20) == 0 => string.Create(CultureInfo.InvariantCulture, $"{amount >> 20}Mi"),
        _ => amount.ToString(CultureInfo.InvariantCulture),
    };

    private static bool Counts(string measure, GroupResource resource) => Resource(measure) == resource;

    private static (string List, string Name)? Compute(string measure) => measure switch
    {
        "cpu" or "requests.cpu" => ("requests", "cpu"),
        "memory" or "requests.memory" => ("requests", "memory"),
        "limits.cpu" => ("limits", "cpu"),
        "limits.memory" => ("limits", "memory"),
        _ => null,
    };

    private static GroupResource? Resource(string measure)
    {
        if (!measure.StartsWith("count/", StringComparison.Ordinal)) return measure.Contains('.', StringComparison.Ordinal) ? null : new GroupResource("", measure);
        var name = measure["count/".Length..];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new GroupResource("", name) : new GroupResource(name[(dot + 1)..], name[..dot]);
    }
}
