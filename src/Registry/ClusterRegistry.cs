using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Loadline.Registry;

/// <summary>
/// A registry on one immutable map that writers replace by compare-and-swap: reads and the count are one volatile read and
/// always agree with each other, and a stalled writer holds nobody up.
/// </summary>
public sealed class ClusterRegistry : IClusterRegistry
{
    private Table _table = new(ImmutableDictionary.Create<string, Entry>(StringComparer.Ordinal), 0);
    private ClusterSnapshot _snapshot = ClusterSnapshot.Empty;

    /// <inheritdoc/>
    public int Count => Volatile.Read(ref _table).Entries.Count;

    /// <inheritdoc/>
    public bool TryGet(string name, [NotNullWhen(true)] out MemberState? member)
    {
        member = Volatile.Read(ref _table).Entries.TryGetValue(name, out var entry) ? entry.State : null;
        return member is not null;
    }

    /// <inheritdoc/>
    public bool TryGetSignals(string name, [NotNullWhen(true)] out MemberSignals? signals)
    {
        signals = Volatile.Read(ref _table).Entries.TryGetValue(name, out var entry) ? entry.Signals : null;
        return signals is not null;
    }

    /// <inheritdoc/>
    public void Set(MemberState member)
    {
        ArgumentNullException.ThrowIfNull(member);
        while (true)
        {
            var table = Volatile.Read(ref _table);
            var known = table.Entries.TryGetValue(member.Name, out var entry);
            if (known && entry.State.Equals(member)) return;
            var next = new Entry(member, known ? entry.Signals : MemberSignals.None);
            if (TrySwap(table, table.Entries.SetItem(member.Name, next))) return;
        }
    }

    /// <inheritdoc/>
    public bool TryRemove(string name)
    {
        while (true)
        {
            var table = Volatile.Read(ref _table);
            var rest = table.Entries.Remove(name);
            if (ReferenceEquals(rest, table.Entries)) return false;
            if (TrySwap(table, rest)) return true;
        }
    }

    /// <inheritdoc/>
    public bool UpdateSignals(string name, MemberSignals signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        while (true)
        {
            var table = Volatile.Read(ref _table);
            if (!table.Entries.TryGetValue(name, out var entry)) return false;
            if (entry.Signals.Equals(signals)) return true;
            if (TrySwap(table, table.Entries.SetItem(name, entry with { Signals = signals }))) return true;
        }
    }

    /// <inheritdoc/>
    public ClusterSnapshot TakeSnapshot()
    {
        var cached = Volatile.Read(ref _snapshot);
        var table = Volatile.Read(ref _table);
        if (cached.Version >= table.Version) return cached;
        var members = new MemberState[table.Entries.Count];
        var signals = new MemberSignals[members.Length];
        var names = new string[members.Length];
        var i = 0;
        foreach (var (name, entry) in table.Entries)
        {
            names[i] = name;
            members[i] = entry.State;
            signals[i++] = entry.Signals;
        }

        var order = new int[members.Length];
        for (i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(names, order, StringComparer.Ordinal);
        var next = ClusterSnapshot.Next(table.Version, Pick(members, order), Pick(signals, order), cached);

        // Whoever publishes the newest table wins; a builder that was overtaken returns the newer one rather than step back.
        while (true)
        {
            if (cached.Version >= next.Version) return cached;
            var seen = Interlocked.CompareExchange(ref _snapshot, next, cached);
            if (ReferenceEquals(seen, cached)) return next;
            cached = seen;
        }
    }

    private bool TrySwap(Table seen, ImmutableDictionary<string, Entry> entries) =>
        ReferenceEquals(Interlocked.CompareExchange(ref _table, new(entries, seen.Version + 1), seen), seen);

    private static T[] Pick<T>(T[] values, int[] order)
    {
        var picked = new T[order.Length];
        for (var i = 0; i < order.Length; i++) picked[i] = values[order[i]];
        return picked;
    }

    private readonly record struct Entry(MemberState State, MemberSignals Signals);

    private sealed record Table(ImmutableDictionary<string, Entry> Entries, long Version);
}
