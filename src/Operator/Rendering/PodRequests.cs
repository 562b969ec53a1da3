using System.Text.Json;
using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Rendering;

/// <summary>
/// What one pod asks of a node, by the scheduler's rule: all containers together with the sidecars, or the largest init container
/// with the sidecars that started before it, whichever is more; then the overhead. A request of the pod as a whole replaces that
/// sum. A limit without a request is a request.
/// </summary>
internal static class PodRequests
{
    /// <summary>The requests by resource name in ordinal order.</summary>
    /// <param name="podSpec">A pod's <c>spec</c>.</param>
    /// <exception cref="JsonException">A quantity cannot be read.</exception>
    public static IReadOnlyList<ResourceRequest> Of(JsonElement podSpec)
    {
        var running = new Amounts();
        foreach (var container in Items(podSpec, "containers")) running.Add(RequestsOf(container));

        var sidecars = new Amounts();
        var startUp = new Amounts();
        foreach (var container in Items(podSpec, "initContainers"))
        {
            var requests = RequestsOf(container);
            if (IsSidecar(container))
            {
                sidecars.Add(requests);
                startUp.RaiseTo(sidecars);
            }
            else
            {
                requests.Add(sidecars);
                startUp.RaiseTo(requests);
            }
        }

        running.Add(sidecars);
        running.RaiseTo(startUp);
        foreach (var (name, quantity) in RequestsOf(podSpec)) running[name] = quantity;
        if (podSpec.TryGetProperty("overhead"u8, out var overhead)) running.Add(Read(overhead));
        return [.. running.Select(amount => new ResourceRequest(amount.Key, amount.Value))];
    }

    /// <summary>The processor cores that a running pod can use at most; null when there is no such limit.</summary>
    public static double? CpuLimitOf(JsonElement podSpec)
    {
        if (CpuLimit(podSpec) is { } ofPod) return ofPod;
        var (sum, any) = (0.0, false);
        foreach (var container in Items(podSpec, "containers").Concat(Items(podSpec, "initContainers").Where(IsSidecar)))
        {
            if (CpuLimit(container) is not { } own) return null;
            (sum, any) = (sum + own, true);
        }

        return any ? sum : null;
    }

    private static double? CpuLimit(JsonElement owner) =>
        owner.TryGetProperty("resources"u8, out var resources) && resources.ValueKind == JsonValueKind.Object && resources.TryGetProperty("limits"u8, out var limits)
            && Read(limits).TryGetValue("cpu", out var cpu) && cpu.MilliValue > 0
            ? cpu.MilliValue / 1000.0
            : null;

    private static bool IsSidecar(JsonElement container) =>
        container.TryGetProperty("restartPolicy"u8, out var policy) && policy.ValueEquals("Always"u8);

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static Amounts RequestsOf(JsonElement owner)
    {
        if (!owner.TryGetProperty("resources"u8, out var resources) || resources.ValueKind != JsonValueKind.Object) return [];
        var amounts = resources.TryGetProperty("limits"u8, out var limits) ? Read(limits) : [];
        if (!resources.TryGetProperty("requests"u8, out var requests)) return amounts;
        foreach (var (name, quantity) in Read(requests)) amounts[name] = quantity;
        return amounts;
    }

    private static Amounts Read(JsonElement resources)
    {
        var amounts = new Amounts();
        if (resources.ValueKind != JsonValueKind.Object) return amounts;
        foreach (var resource in resources.EnumerateObject())
        {
            var text = resource.Value.ValueKind == JsonValueKind.String ? resource.Value.GetString() : resource.Value.GetRawText();
            amounts[resource.Name] = ResourceQuantity.TryParse(text, out var quantity)
                ? quantity
                : throw new JsonException($"'{text}' is not a quantity of {resource.Name}");
        }

        return amounts;
    }

    private sealed class Amounts() : SortedDictionary<string, ResourceQuantity>(StringComparer.Ordinal)
    {
        public void Add(Amounts others)
        {
            foreach (var (name, quantity) in others) this[name] = TryGetValue(name, out var mine) ? mine + quantity : quantity;
        }

        public void RaiseTo(Amounts others)
        {
            foreach (var (name, quantity) in others)
                if (!TryGetValue(name, out var mine) || mine < quantity) this[name] = quantity;
        }
    }
}
