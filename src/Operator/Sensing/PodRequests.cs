using System.Text.Json;

namespace Loadline.Operator.Sensing;

/// <summary>What a pod reserves on its node, by the scheduler's rules.</summary>
internal static class PodRequests
{
    /// <summary>
    /// The larger of all containers together and the greediest init container, each with the sidecars that run beside it, plus overhead;
    /// requests on the pod itself replace that sum. One pod slot in any case.
    /// </summary>
    public static ResourceVector Of(JsonElement spec)
    {
        var running = default(ResourceVector);
        foreach (var container in Items(spec, "containers")) running.Add(Requests(container));
        var sidecars = default(ResourceVector);
        var peak = default(ResourceVector);
        foreach (var container in Items(spec, "initContainers"))
        {
            var requests = Requests(container);
            if (container.TryGetProperty("restartPolicy", out var policy) && policy.ValueEquals("Always"u8))
            {
                sidecars.Add(requests);
                peak.RaiseTo(sidecars);
                continue;
            }

            requests.Add(sidecars);
            peak.RaiseTo(requests);
        }

        running.Add(sidecars);
        running.RaiseTo(peak);
        running.Override(Requests(spec));
        if (spec.TryGetProperty("overhead", out var overhead)) running.Add(ResourceVector.Parse(overhead));
        running.Pods = 1;
        return running;
    }

    private static ResourceVector Requests(JsonElement owner) =>
        owner.TryGetProperty("resources", out var resources) && resources.ValueKind == JsonValueKind.Object && resources.TryGetProperty("requests", out var requests)
            ? ResourceVector.Parse(requests)
            : default;

    private static JsonElement.ArrayEnumerator Items(JsonElement spec, string name) =>
        spec.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;
}
