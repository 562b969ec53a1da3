namespace Loadline.Registry.Exploration.Checking;

/// <summary>What a map is, without concurrency: one byte for each of eight keys, 0 for an absent one.</summary>
public static class MapModel
{
    /// <summary>The result of a call and the content after it.</summary>
    public static (long Result, ulong Content) Apply(ulong content, in Op op)
    {
        var old = (content >> (op.Key * 8)) & 0xFF;
        return op.Kind switch
        {
            OpKind.Get => ((long)old, content),
            OpKind.Set => (old == 0 ? 1 : 0, With(content, op.Key, op.Value)),
            OpKind.Add => old == 0 ? (1, With(content, op.Key, op.Value)) : (0, content),
            OpKind.Update => old != 0 && old == (ulong)op.Expected ? (1, With(content, op.Key, op.Value)) : (0, content),
            OpKind.Remove => old != 0 ? (1, With(content, op.Key, 0)) : (0, content),
            OpKind.Count => (Size(content), content),
            OpKind.Snapshot => ((long)content, content),
            OpKind.AddBatch => AddBatch(content, op.Content),
            OpKind.ReplaceShard => (Differences(content & op.Shard, op.Content), (content & ~op.Shard) | op.Content),
            OpKind.ClearShard => (Size(content & op.Shard), content & ~op.Shard),
            _ => throw new ArgumentOutOfRangeException(nameof(op), op.Kind, "unknown"),
        };
    }

    public static int Size(ulong content)
    {
        var size = 0;
        for (var key = 0; key < 8; key++)
        {
            if (((content >> (key * 8)) & 0xFF) != 0) size++;
        }

        return size;
    }

    private static (long Result, ulong Content) AddBatch(ulong content, ulong batch)
    {
        var added = 0;
        for (var key = 0; key < 8; key++)
        {
            var value = (batch >> (key * 8)) & 0xFF;
            if (value == 0 || ((content >> (key * 8)) & 0xFF) != 0) continue;
            content = With(content, key, (int)value);
            added++;
        }

        return (added, content);
    }

    private static int Differences(ulong a, ulong b)
    {
        var differences = 0;
        for (var key = 0; key < 8; key++)
        {
            if ((((a ^ b) >> (key * 8)) & 0xFF) != 0) differences++;
        }

        return differences;
    }

    private static ulong With(ulong content, int key, int value) => (content & ~(0xFFUL << (key * 8))) | ((ulong)value << (key * 8));
}
