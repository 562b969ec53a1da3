using System.Text.Json;
using Loadline.Kubernetes.Models;
using Loadline.Placement.Scheduling;
using Loadline.Registry;

namespace Loadline.Placement.Vectors;

/// <summary>Reads cases from lines of JSON: a fleet, a binding, and what Karmada's scheduler made of them.</summary>
public static class VectorReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">A line is not a case.</exception>
    public static IEnumerable<VectorCase> ReadFile(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0) continue;
            VectorCase vector;
            try
            {
                vector = Parse(line);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
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
        var spec = root.GetProperty("spec");
        var observed = Text(root.GetProperty("status"), "schedulerObservingAffinityName");
        var outcome = Text(root, "error") is { Length: > 0 } error ? Enum.Parse<PlacementOutcome>(error) : PlacementOutcome.Placed;
        return new(
            root.GetProperty("id").GetString()!,
            Text(root, "category"),
            Request(spec, observed, root.GetProperty("fresh").GetBoolean()),
            [.. Items(root, "clusters").Select(Member)],
            outcome,
            [.. Items(root, "expected").Select(Target)]);
    }

    private static PlacementRequest Request(JsonElement spec, string observed, bool fresh)
    {
        var resource = spec.GetProperty("resource");
        return new()
        {
            Placement = TemporaryCompiler.Compile(spec.GetProperty("placement"), observed),
            Kind = new(Text(resource, "apiVersion"), Text(resource, "kind")),
            Uid = Text(resource, "uid"),
            Replicas = spec.TryGetProperty("replicas", out var replicas) ? replicas.GetInt32() : 0,
            Requests = spec.TryGetProperty("replicaRequirements", out var requirements) ? Requests(requirements) : null,
            Previous = [.. Items(spec, "clusters").Select(Target)],
            Evicted = [.. Items(spec, "gracefulEvictionTasks").Select(task => Text(task, "fromCluster"))],
            ObservedAffinity = observed,
            Fresh = fresh,
        };
    }

    private static IReadOnlyList<KeyValuePair<string, long>> Requests(JsonElement requirements) =>
        requirements.TryGetProperty("resourceRequest", out var request) ? [.. Units(request)] : [];

    private static MemberState Member(JsonElement cluster)
    {
        var metadata = cluster.GetProperty("metadata");
        var spec = cluster.GetProperty("spec");
        var status = cluster.GetProperty("status");
        return new()
        {
            Name = metadata.GetProperty("name").GetString()!,
            Labels = metadata.TryGetProperty("labels", out var labels) ? labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!) : [],
            Provider = Text(spec, "provider"),
            Region = Text(spec, "region"),
            Zones = [.. Items(spec, "zones").Select(zone => zone.GetString()!)],
            Taints = [.. Items(spec, "taints").Select(taint => new MemberTaint(Text(taint, "key"), Text(taint, "value"), Enum.Parse<TaintEffect>(Text(taint, "effect"))))],
            Terminating = metadata.TryGetProperty("deletionTimestamp", out _),
            ApiEnablements = Items(status, "apiEnablements")
                .SelectMany(group => Items(group, "resources").Select(served => new ApiEnablement(Text(group, "groupVersion"), Text(served, "kind"))))
                .ToHashSet(),
            Resources = status.TryGetProperty("resourceSummary", out var summary) ? Resources(summary) : null,
        };
    }

    private static MemberResources Resources(JsonElement summary) => new()
    {
        Allocatable = Amounts(summary, "allocatable"),
        Allocated = Amounts(summary, "allocated"),
        Allocating = Amounts(summary, "allocating"),
    };

    private static IReadOnlyDictionary<string, long> Amounts(JsonElement summary, string name) =>
        summary.TryGetProperty(name, out var amounts) ? Units(amounts) : new Dictionary<string, long>();

    private static IReadOnlyDictionary<string, long> Units(JsonElement amounts) =>
        ResourceUnits.ToUnits(amounts.EnumerateObject().Select(amount => KeyValuePair.Create(amount.Name, ResourceQuantity.Parse(amount.Value.ToString()))));

    private static PlacementTarget Target(JsonElement target) =>
        new(Text(target, "name"), target.TryGetProperty("replicas", out var replicas) ? replicas.GetInt32() : null);

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.EnumerateArray() : default;
}
