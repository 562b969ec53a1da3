using System.Runtime.InteropServices;
using Loadline.Registry;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// What was promised to workloads but is not yet in what members report. Decisions deduct it, so that two of them made within one
/// report do not give away the same free cores. Not safe for concurrent use.
/// </summary>
public sealed class AssumedUsage
{
    private readonly Dictionary<(string Resource, string Member), double> _amounts = [];
    private readonly Dictionary<string, double[]> _columns = new(StringComparer.Ordinal);
    private ClusterTopology? _topology;

    /// <summary>Whether nothing is promised.</summary>
    public bool IsEmpty => _amounts.Count == 0;

    /// <summary>Adds replicas, each with one pod and these requests; a negative number takes them back.</summary>
    public void Add(string member, IReadOnlyList<KeyValuePair<string, long>>? requests, int replicas)
    {
        Change("pods", member, replicas);
        for (var i = 0; requests is not null && i < requests.Count; i++)
        {
            if (requests[i].Key != "pods") Change(requests[i].Key, member, (double)requests[i].Value * replicas);
        }
    }

    /// <summary>The promised amount of a resource by member index; null when none is.</summary>
    internal double[]? Column(string resource, ClusterSnapshot snapshot)
    {
        if (!ReferenceEquals(_topology, snapshot.Topology))
        {
            _topology = snapshot.Topology;
            _columns.Clear();
            foreach (var ((of, member), amount) in _amounts)
            {
                if (!snapshot.TryIndexOf(member, out var index)) continue;
                ref var column = ref CollectionsMarshal.GetValueRefOrAddDefault(_columns, of, out _);
                (column ??= new double[snapshot.Count])[index] = amount;
            }
        }

        return _columns.GetValueOrDefault(resource);
    }

    private void Change(string resource, string member, double amount)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_amounts, (resource, member), out _);
        sum += amount;
        if (_topology is not null && _topology.TryIndexOf(member, out var index))
        {
            ref var column = ref CollectionsMarshal.GetValueRefOrAddDefault(_columns, resource, out _);
            (column ??= new double[_topology.Count])[index] = sum;
        }

        if (sum == 0) _amounts.Remove((resource, member));
    }
}
