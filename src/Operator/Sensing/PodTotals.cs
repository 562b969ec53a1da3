using System.Text.Json;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;

namespace Loadline.Operator.Sensing;

/// <summary>What a member's unfinished pods reserve.</summary>
/// <param name="Allocated">By pods that have a node.</param>
/// <param name="Allocating">By pods that wait for one.</param>
internal readonly record struct PodSum(ResourceVector Allocated, ResourceVector Allocating);

/// <summary>Reduces pods to what they reserve: a few numbers for each, and two running sums.</summary>
internal sealed class PodTotals(Action changed) : IStoreSink
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, Row> _rows = [];
    private ResourceVector _allocated;
    private ResourceVector _allocating;

    /// <summary>The sums now.</summary>
    public PodSum Sum
    {
        get
        {
            lock (_gate) return new(_allocated.Clone(), _allocating.Clone());
        }
    }

    /// <inheritdoc/>
    public void Replace(IReadOnlyList<KubeObject> items, string resourceVersion)
    {
        lock (_gate)
        {
            _rows.Clear();
            _allocated = default;
            _allocating = default;
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
        var isBound = IsBound(pod);
        // Requests change only by in-place resize, which counts up the generation; every other event re-reads nothing.
        if (_rows.TryGetValue(pod.Key, out var known) && known.IsBound == isBound && known.Generation == pod.Generation && pod.Generation != 0)
            return false;
        Drop(pod.Key);
        var row = new Row(Requests(pod), isBound, pod.Generation);
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
        if (row.IsBound) _allocated.Add(row.Requests, times);
        else _allocating.Add(row.Requests, times);
    }

    private static ResourceVector Requests(KubeObject pod)
    {
        using var document = JsonDocument.Parse(pod.Spec);
        return PodRequests.Of(document.RootElement);
    }

    private static bool IsBound(KubeObject pod) => TopLevelText(pod.Spec.Span, "nodeName"u8) is { Length: > 0 };

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

    private readonly record struct Row(ResourceVector Requests, bool IsBound, long Generation);
}
