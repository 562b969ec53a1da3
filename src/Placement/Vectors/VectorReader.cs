using System.Text.Json;
using Loadline.Crds;
using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;
using Loadline.Registry;

namespace Loadline.Placement.Vectors;

/// <summary>Reads cases from lines of JSON: a fleet, a binding, and what Karmada's scheduler made of them.</summary>
public static class VectorReader
{
    /// <summary>Reads lines, of which empty ones are passed over.</summary>
    /// <exception cref="InvalidDataException">A line is not a case.</exception>
    public static IEnumerable<VectorCase> Read(IEnumerable<string> lines)
    {
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (line.Length == 0) continue;
            VectorCase vector;
            try
            {
                vector = Parse(line);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
            {
                throw new InvalidDataException($"line {number} is not a placement case: {e.Message}", e);
            }

            yield return vector;
        }
    }

    /// <summary>Reads one line.</summary>
    public static VectorCase Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var spec = root.GetProperty("spec").Deserialize(CrdsJsonContext.Default.ResourceBindingSpec)!;
        var status = root.TryGetProperty("status", out var given) ? given.Deserialize(CrdsJsonContext.Default.ResourceBindingStatus) : null;
        var request = PlacementRequest.From(spec, status, Compile(spec, status));
        return new(
            root.GetProperty("id").GetString()!,
            root.TryGetProperty("category", out var category) ? category.GetString()! : "",
            root.TryGetProperty("fresh", out var fresh) ? request with { Fresh = fresh.GetBoolean() } : request,
            [.. Items(root, "clusters").Select(Member)],
            root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String ? Enum.Parse<PlacementOutcome>(error.GetString()!) : PlacementOutcome.Placed,
            [.. Items(root, "expected").Select(Target)]);
    }

    /// <summary>A case tries the observed affinity term only; the step to the next term is not part of it.</summary>
    private static CompiledPlacement Compile(ResourceBindingSpec spec, ResourceBindingStatus? status)
    {
        var observed = spec.Placement?.ClusterAffinities?.Where(term => term.AffinityName == status?.SchedulerObservingAffinityName).ToList();
        return CompiledPlacement.Compile(observed is { Count: > 0 } ? spec.Placement! with { ClusterAffinities = observed } : spec.Placement);
    }

    private static MemberState Member(JsonElement cluster) =>
        MemberProjection.From(cluster.Deserialize(CrdsJsonContext.Default.V1Alpha1MemberCluster)!) with { Ready = true, Reachable = true };

    private static PlacementTarget Target(JsonElement target) =>
        new(target.GetProperty("name").GetString()!, target.TryGetProperty("replicas", out var replicas) ? replicas.GetInt32() : null);

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;
}
