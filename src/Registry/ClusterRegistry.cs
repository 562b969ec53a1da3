using System.Diagnostics.CodeAnalysis;
using Loadline.Registry.Map;

namespace Loadline.Registry;

/// <summary>
/// The registry in two planes. Identity, spec and conditions of the members are in a <see cref="VersionedShardMap{TKey, TValue}"/>: the
/// count is exact and a snapshot is one instant of all of it. Telemetry is in a cell for each member: a heartbeat replaces it without
/// allocation, and a snapshot shows of each member the newest that was there when the snapshot was built.
/// Nobody ever waits: neither readers for writers nor writers for each other.
/// </summary>
public sealed class ClusterRegistry : IClusterRegistry
{
    private const int DefaultMembers = 3000;

    private readonly VersionedShardMap<string, MemberEntry> _map;
    private readonly long[] _beats;

    [AtomicOnly]
    private ClusterSnapshot _snapshot = ClusterSnapshot.Empty;

    /// <summary>An empty registry for a fleet of up to some thousand members.</summary>
    public ClusterRegistry()
        : this(DefaultMembers)
    {
    }

    /// <summary>An empty registry.</summary>
    /// <param name="expectedMembers">How many members are expected; more only make changes dearer.</param>
    public ClusterRegistry(int expectedMembers)
    {
        _map = new(ShardCounts.For(expectedMembers));
        _beats = new long[_map.ShardCount];
    }

    /// <inheritdoc/>
    public int Count => _map.Count;

    /// <inheritdoc/>
    public bool TryGet(string name, [NotNullWhen(true)] out MemberState? member)
    {
        member = _map.TryGet(name, out var entry) ? entry.State : null;
        return member is not null;
    }

    /// <inheritdoc/>
    public bool TryGetSignals(string name, [NotNullWhen(true)] out MemberSignals? signals)
    {
        signals = _map.TryGet(name, out var entry) ? entry.Telemetry.Read() : null;
        return signals is not null;
    }

    /// <inheritdoc/>
    public void Set(MemberState member)
    {
        ArgumentNullException.ThrowIfNull(member);
        while (true)
        {
            if (_map.TryGet(member.Name, out var entry))
            {
                if (entry.State.Equals(member) || _map.TryUpdate(member.Name, entry, entry with { State = member })) return;
            }
            else if (_map.TryAdd(member.Name, new(member, new())))
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public bool TryRemove(string name) => _map.TryRemove(name, out _);

    /// <inheritdoc/>
    public bool UpdateSignals(string name, MemberSignals signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        if (!_map.TryGet(name, out var entry)) return false;

        // First the value, then the beat: who reads the beat and then the value misses nothing.
        if (entry.Telemetry.Write(SignalValues.Of(signals))) Interlocked.Increment(ref _beats[_map.ShardOf(name)]);
        return true;
    }

    /// <summary>
    /// Makes the registry hold exactly these members, as after a relist. Members that stay keep their signals, and are there all the
    /// time: no reader ever sees an empty registry, or one without them.
    /// </summary>
    public void Replace(IEnumerable<MemberState> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            kept.Add(member.Name);
            Set(member);
        }

        foreach (var (name, _) in _map.TakeSnapshot())
        {
            if (!kept.Contains(name)) TryRemove(name);
        }
    }

    /// <inheritdoc/>
    public ClusterSnapshot TakeSnapshot()
    {
        while (true)
        {
            var older = Volatile.Read(ref _snapshot);
            var members = _map.TakeSnapshot();
            var sameBeats = older.Source is not null && SameBeats(older.Source.Beats);
            if (sameBeats && ReferenceEquals(members, older.Source!.Members)) return older;
            var source = new SnapshotSource(members, sameBeats ? older.Source!.Beats : ReadBeats());
            var next = SnapshotBuilder.Next(older, source);
            if (ReferenceEquals(Interlocked.CompareExchange(ref _snapshot, next, older), older)) return next;
        }
    }

    private bool SameBeats(long[] beats)
    {
        for (var shard = 0; shard < beats.Length; shard++)
        {
            if (Volatile.Read(ref _beats[shard]) != beats[shard]) return false;
        }

        return true;
    }

    private long[] ReadBeats()
    {
        var beats = new long[_beats.Length];
        for (var shard = 0; shard < beats.Length; shard++) beats[shard] = Volatile.Read(ref _beats[shard]);
        return beats;
    }
}
