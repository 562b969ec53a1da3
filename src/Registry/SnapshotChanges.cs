namespace Loadline.Registry;

/// <summary>What differs between the members of a snapshot and those of a later source, found in the shards that changed.</summary>
internal sealed class SnapshotChanges
{
    /// <summary>Members that are in both, with another entry, by their place in the snapshot.</summary>
    public List<(int Index, MemberEntry Entry)> Changed { get; } = [];

    /// <summary>Places in the snapshot of members that left, in order.</summary>
    public List<int> Left { get; } = [];

    /// <summary>Members that joined, in name order.</summary>
    public SortedList<string, MemberEntry> Joined { get; } = new(StringComparer.Ordinal);

    /// <summary>The changes since a snapshot.</summary>
    public static SnapshotChanges Between(ClusterSnapshot older, SnapshotSource source)
    {
        var changes = new SnapshotChanges();
        var known = older.Source!.Members;
        foreach (var shard in source.Members.ChangedShards(known))
        {
            var keys = source.Members.Keys(shard);
            var entries = source.Members.Values(shard);
            var before = known.Values(shard);

            // Replacing a value shares the keys. Other keys mean that members came or went, or went and came back.
            var sameKeys = keys == known.Keys(shard);
            for (var i = 0; i < keys.Length; i++)
            {
                if (sameKeys && ReferenceEquals(entries[i], before[i])) continue;
                if (!older.TryIndexOf(keys[i], out var index)) changes.Joined.Add(keys[i], entries[i]);
                else if (sameKeys || !known.TryGet(keys[i], out var entry) || !ReferenceEquals(entry, entries[i])) changes.Changed.Add((index, entries[i]));
            }

            if (sameKeys) continue;
            foreach (var key in known.Keys(shard))
            {
                if (!source.Members.TryGet(key, out _) && older.TryIndexOf(key, out var index)) changes.Left.Add(index);
            }
        }

        changes.Left.Sort();
        return changes;
    }
}
