namespace Loadline.Registry;

/// <summary>Builds a registry's next snapshot out of the one before and the shards that changed.</summary>
internal static class SnapshotBuilder
{
    // More who join or leave at once than this, or than this part of all, and building anew is cheaper.
    private const int FewMoves = 8;
    private const int PartOfAll = 32;

    public static ClusterSnapshot Next(ClusterSnapshot older, SnapshotSource source)
    {
        if (older.Source is null) return Whole(older, source);
        var changes = SnapshotChanges.Between(older, source);
        var moves = changes.Left.Count + changes.Joined.Count;
        if (moves > FewMoves && moves > older.Count / PartOfAll) return Whole(older, source);
        var next = WithChanged(older, changes, source);
        return moves == 0 ? next : WithMoves(next, changes, source);
    }

    private static ClusterSnapshot Whole(ClusterSnapshot older, SnapshotSource source)
    {
        var entries = new MemberEntry[source.Members.Count];
        var names = new string[entries.Length];
        var at = 0;
        for (var shard = 0; shard < source.Members.ShardCount; shard++)
        {
            source.Members.Keys(shard).CopyTo(names.AsSpan(at));
            source.Members.Values(shard).CopyTo(entries.AsSpan(at));
            at += source.Members.Keys(shard).Length;
        }

        Array.Sort(names, entries, StringComparer.Ordinal);
        return new(older, Array.ConvertAll(entries, static e => e.State), Array.ConvertAll(entries, static e => e.Telemetry.Read()), source);
    }

    /// <summary>The snapshot with other states and signals of members that stay; who left has nothing any more but the name.</summary>
    private static ClusterSnapshot WithChanged(ClusterSnapshot older, SnapshotChanges changes, SnapshotSource source)
    {
        var members = older.Members.ToArray();
        foreach (var (index, entry) in changes.Changed) members[index] = entry.State;
        foreach (var index in changes.Left) members[index] = MemberState.Unknown(members[index].Name);
        return new(older, [.. changes.Changed.Select(static c => c.Index), .. changes.Left], members, Signals(older, changes, source), source);
    }

    private static ClusterSnapshot WithMoves(ClusterSnapshot older, SnapshotChanges changes, SnapshotSource source)
    {
        string[] joined = [.. changes.Joined.Keys];
        var renumbering = new Renumbering(older.Topology.Names, [.. changes.Left], joined);
        var moved = older.Moved(renumbering, joined);
        var members = moved.Members.ToArray();
        var signals = moved.Signals.ToArray();
        for (var i = 0; i < joined.Length; i++)
        {
            var entry = changes.Joined.Values[i];
            members[renumbering.Joined[i]] = entry.State;
            signals[renumbering.Joined[i]] = entry.Telemetry.Read();
        }

        return new(moved, renumbering.Joined, members, signals, source);
    }

    private static MemberSignals[] Signals(ClusterSnapshot older, SnapshotChanges changes, SnapshotSource source)
    {
        var signals = older.SignalArray;
        for (var shard = 0; shard < source.Beats.Length; shard++)
        {
            if (source.Beats[shard] == older.Source!.Beats[shard]) continue;
            var names = source.Members.Keys(shard);
            var entries = source.Members.Values(shard);
            for (var i = 0; i < names.Length; i++)
            {
                if (older.TryIndexOf(names[i], out var index)) Take(index, entries[i]);
            }
        }

        // Who left and came back has a new cell, of which no beat tells.
        foreach (var (index, entry) in changes.Changed) Take(index, entry);
        return signals;

        void Take(int index, MemberEntry entry)
        {
            var newest = entry.Telemetry.Read();
            if (ReferenceEquals(newest, signals[index])) return;
            if (ReferenceEquals(signals, older.SignalArray)) signals = [.. signals];
            signals[index] = newest;
        }
    }
}
