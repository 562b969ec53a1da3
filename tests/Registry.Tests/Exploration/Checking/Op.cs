namespace Loadline.Registry.Exploration.Checking;

/// <summary>What a call asks for.</summary>
public enum OpKind
{
    /// <summary>The value of a key; 0 when absent.</summary>
    Get,

    /// <summary>Adds or replaces; 1 when added.</summary>
    Set,

    /// <summary>Adds; 1 when added.</summary>
    Add,

    /// <summary>Replaces an expected value; 1 when replaced.</summary>
    Update,

    /// <summary>Removes; 1 when removed.</summary>
    Remove,

    /// <summary>The size.</summary>
    Count,

    /// <summary>All of it: one byte for each key.</summary>
    Snapshot,

    /// <summary>Adds what is missing of several keys of one shard; the number added.</summary>
    AddBatch,

    /// <summary>Makes one shard hold exactly these; the number of changes.</summary>
    ReplaceShard,

    /// <summary>Empties one shard; the number removed.</summary>
    ClearShard,
}

/// <summary>A call. Keys are 0 to 7, values 1 to 255.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">Key; for batches any key of the shard.</param>
/// <param name="Value">Value.</param>
/// <param name="Expected">Expected value of an update.</param>
/// <param name="Content">Content of a batch: one byte for each key.</param>
/// <param name="Shard">The keys of the shard that a batch goes to: one byte of ones for each.</param>
public readonly record struct Op(OpKind Kind, int Key = 0, int Value = 0, int Expected = 0, ulong Content = 0, ulong Shard = 0)
{
    public static Op Get(int key) => new(OpKind.Get, key);

    public static Op Set(int key, int value) => new(OpKind.Set, key, value);

    public static Op Add(int key, int value) => new(OpKind.Add, key, value);

    public static Op Update(int key, int expected, int value) => new(OpKind.Update, key, value, expected);

    public static Op Remove(int key) => new(OpKind.Remove, key);

    public static Op Count { get; } = new(OpKind.Count);

    public static Op Snapshot { get; } = new(OpKind.Snapshot);

    public override string ToString() => Kind switch
    {
        OpKind.Count or OpKind.Snapshot => $"{Kind}",
        OpKind.Get or OpKind.Remove => $"{Kind}({Key})",
        OpKind.Update => $"Update({Key}: {Expected} -> {Value})",
        OpKind.Set or OpKind.Add => $"{Kind}({Key} = {Value})",
        _ => $"{Kind}({Content:x})",
    };
}
