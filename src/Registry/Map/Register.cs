namespace Loadline.Registry.Map;

/// <summary>The one word that all size changes and snapshots go through: replaced as a whole, never changed.</summary>
[Published]
internal sealed class Register(long clock, int count, FoldStep? last)
{
    /// <summary>How many snapshots were taken, plus one.</summary>
    public long Clock { get; } = clock;

    /// <summary>Entries in the map.</summary>
    public int Count { get; } = count;

    /// <summary>The change whose size this register took in; null when it came from a snapshot.</summary>
    public FoldStep? Last { get; } = last;
}
