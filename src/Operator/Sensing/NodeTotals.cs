using System.Text.Json;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;

namespace Loadline.Operator.Sensing;

/// <summary>One node.</summary>
/// <param name="Allocatable">What it offers to pods.</param>
/// <param name="Ready">Whether it is ready.</param>
/// <param name="Cordoned">Whether it takes no new pods.</param>
internal readonly record struct NodeRow(ResourceVector Allocatable, bool Ready, bool Cordoned)
{
    /// <summary>Whether a new pod could go there.</summary>
    public bool IsUsable => Ready && !Cordoned;
}

/// <summary>Reduces nodes to a few numbers for each; keeps no object.</summary>
internal sealed class NodeTotals(Action changed) : IStoreSink
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, NodeRow> _rows = new(StringComparer.Ordinal);

    /// <summary>A copy of all rows by node name.</summary>
    public KeyValuePair<string, NodeRow>[] Rows
    {
        get
        {
            lock (_gate) return [.. _rows];
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

    private static NodeRow Read(KubeObject node)
    {
        if (node.Status.IsEmpty) return default;
        using var document = JsonDocument.Parse(node.Status);
        var status = document.RootElement;
        var allocatable = status.TryGetProperty("allocatable", out var list) ? ResourceVector.Parse(list) : default;
        return new(allocatable, IsReady(status), IsCordoned(node));
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

    private static bool IsCordoned(KubeObject node)
    {
        if (node.Spec.IsEmpty) return false;
        using var document = JsonDocument.Parse(node.Spec);
        return document.RootElement.TryGetProperty("unschedulable", out var value) && value.ValueKind == JsonValueKind.True;
    }
}
