using System.Text.Json;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;

namespace Loadline.Operator.Sensing;

/// <summary>Reduces pods to what they reserve: a few numbers for each, and running sums by node.</summary>
internal sealed class PodTotals(Action changed) : IStoreSink
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, Row> _rows = [];
    private readonly Dictionary<string, ResourceVector> _byNode = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private ResourceVector _waiting;

    /// <summary>Reserved by pods that wait for a node.</summary>
    public ResourceVector Waiting
    {
        get
        {
            lock (_gate) return _waiting.Clone();
        }
    }

    /// <summary>Reserved by pods on each of these nodes, in their order.</summary>
    public ResourceVector[] On(IReadOnlyList<string> nodes)
    {
        lock (_gate) return [.. nodes.Select(node => _byNode.GetValueOrDefault(node).Clone())];
    }

    /// <inheritdoc/>
    public void Replace(IReadOnlyList<KubeObject> items, string resourceVersion)
    {
        lock (_gate)
        {
            _rows.Clear();
            _byNode.Clear();
            _names.Clear();
            _waiting = default;
            foreach (var item in items) Put(item);
        }

        changed();
    }

    /// <inheritdoc/>
    public void Upsert(KubeObject item)
    {
        bool moved;
        lock (_gate) moved = Put(item);
        if (moved) changed();
    }

    /// <inheritdoc/>
    public void Remove(KubeObject last)
    {
        bool moved;
        lock (_gate) moved = Drop(last.Key);
        if (moved) changed();
    }

    /// <summary>Most events of a pod are about its status; they change nothing here.</summary>
    private bool Put(KubeObject pod)
    {
        if (IsFinished(pod)) return Drop(pod.Key);
        var node = Node(pod);
        // Requests change only by in-place resize, which counts up the generation; every other event re-reads nothing.
        if (_rows.TryGetValue(pod.Key, out var known) && known.Node == node && known.Generation == pod.Generation && pod.Generation != 0)
            return false;
        Drop(pod.Key);
        var row = new Row(Requests(pod), node, pod.Generation);
        _rows[pod.Key] = row;
        Count(row, 1);
        return true;
    }

    private bool Drop(ObjectKey key)
    {
        if (!_rows.Remove(key, out var row)) return false;
        Count(row, -1);
        return true;
    }

    private void Count(in Row row, int times)
    {
        if (row.Node is null)
        {
            _waiting.Add(row.Requests, times);
            return;
        }

        var sum = _byNode.GetValueOrDefault(row.Node);
        sum.Add(row.Requests, times);
        if (sum.Pods == 0) _byNode.Remove(row.Node);
        else _byNode[row.Node] = sum;
    }

    private static ResourceVector Requests(KubeObject pod)
    {
        using var document = JsonDocument.Parse(pod.Spec);
        return PodRequests.Of(document.RootElement);
    }

    /// <summary>The pod's node, as one string per node and not per pod; null while it waits for one.</summary>
    private string? Node(KubeObject pod)
    {
        if (TopLevelText(pod.Spec.Span, "nodeName"u8) is not { Length: > 0 } node) return null;
        if (_names.TryGetValue(node, out var known)) return known;
        _names.Add(node);
        return node;
    }

    private static bool IsFinished(KubeObject pod) => pod.Spec.IsEmpty || TopLevelText(pod.Status.Span, "phase"u8) is "Succeeded" or "Failed";

    private static string? TopLevelText(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        if (json.IsEmpty) return null;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var match = reader.ValueTextEquals(name);
            reader.Read();
            if (match) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
        }

        return null;
    }

    private readonly record struct Row(ResourceVector Requests, string? Node, long Generation);
}
