using System.Text.Json;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;

namespace Loadline.Operator.Sensing;

/// <summary>What a member's nodes add up to.</summary>
/// <param name="Count">Nodes.</param>
/// <param name="Ready">Nodes that are ready.</param>
/// <param name="Allocatable">What all of them offer to pods.</param>
internal readonly record struct NodeSum(int Count, int Ready, ResourceVector Allocatable);

/// <summary>Reduces nodes to their sum; keeps no object.</summary>
internal sealed class NodeTotals(Action changed) : IStoreSink
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);

    /// <summary>The sum now.</summary>
    public NodeSum Sum
    {
        get
        {
            lock (_gate)
            {
                var ready = 0;
                var total = default(ResourceVector);
                foreach (var row in _rows.Values)
                {
                    if (row.Ready) ready++;
                    total.Add(row.Allocatable);
                }

                return new(_rows.Count, ready, total);
            }
        }
    }

    /// <summary>What these nodes offer together; nodes that are not known offer nothing.</summary>
    public ResourceVector AllocatableOf(IEnumerable<string> names)
    {
        lock (_gate)
        {
            var total = default(ResourceVector);
            foreach (var name in names) if (_rows.TryGetValue(name, out var row)) total.Add(row.Allocatable);
            return total;
        }
    }

    /// <inheritdoc/>
    public void Replace(IReadOnlyList<KubeObject> items, string resourceVersion)
    {
        lock (_gate)
        {
            _rows.Clear();
            foreach (var item in items) _rows[item.Name] = Read(item);
        }

        changed();
    }

    /// <inheritdoc/>
    public void Upsert(KubeObject item)
    {
        var row = Read(item);
        lock (_gate) _rows[item.Name] = row;
        changed();
    }

    /// <inheritdoc/>
    public void Remove(KubeObject last)
    {
        lock (_gate) _rows.Remove(last.Name);
        changed();
    }

    private static Row Read(KubeObject node)
    {
        if (node.Status.IsEmpty) return default;
        using var document = JsonDocument.Parse(node.Status);
        var status = document.RootElement;
        var allocatable = status.TryGetProperty("allocatable", out var list) ? ResourceVector.Parse(list) : default;
        return new(allocatable, IsReady(status));
    }

    private static bool IsReady(JsonElement status)
    {
        if (!status.TryGetProperty("conditions", out var conditions) || conditions.ValueKind != JsonValueKind.Array) return false;
        foreach (var condition in conditions.EnumerateArray())
        {
            if (condition.TryGetProperty("type", out var type) && type.ValueEquals("Ready"u8))
                return condition.TryGetProperty("status", out var value) && value.ValueEquals("True"u8);
        }

        return false;
    }

    private readonly record struct Row(ResourceVector Allocatable, bool Ready);
}
