namespace Loadline.Registry;

/// <summary>Builds a registry's next snapshot out of the one before and the shards that changed.</summary>
internal static class SnapshotBuilder
{
    public static ClusterSnapshot Next(ClusterSnapshot older, SnapshotSource source)
    {
        if (older.Source is null || !TryFindChanges(older, source, out var changed)) return Whole(older, source);
        var members = older.Members.ToArray();
        foreach (var (index, state) in changed) members[index] = state;
        return new(older, [.. changed.Select(static c => c.Index)], members, Signals(older, source), source);
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

    /// <summary>The members whose state is another one; false when members came or went.</summary>
    private static bool TryFindChanges(ClusterSnapshot older, SnapshotSource source, out List<(int Index, MemberState State)> changed)
    {
        changed = [];
        foreach (var shard in source.Members.ChangedShards(older.Source!.Members))
        {
            // Replacing a value shares the keys. Other keys mean that members came or went, or went and came back.
            var keys = source.Members.Keys(shard);
            if (keys != older.Source.Members.Keys(shard)) return false;
            var now = source.Members.Values(shard);
            var before = older.Source.Members.Values(shard);
            for (var i = 0; i < keys.Length; i++)
            {
                if (!ReferenceEquals(now[i], before[i]) && older.TryIndexOf(keys[i], out var index)) changed.Add((index, now[i].State));
            }
        }

        return true;
    }

    private static MemberSignals[] Signals(ClusterSnapshot older, SnapshotSource source)
    {
        MemberSignals[]? signals = null;
        for (var shard = 0; shard < source.Beats.Length; shard++)
        {
            if (source.Beats[shard] == older.Source!.Beats[shard]) continue;
            var names = source.Members.Keys(shard);
            var entries = source.Members.Values(shard);
            for (var i = 0; i < names.Length; i++)
            {
                var newest = entries[i].Telemetry.Read();
                if (!older.TryIndexOf(names[i], out var index) || ReferenceEquals(newest, older.Signals[index])) continue;
                (signals ??= older.Signals.ToArray())[index] = newest;
            }
        }

        return signals ?? older.SignalArray;
    }
}
