namespace Loadline.Registry.Map;

/// <summary>A change of one shard as the register sees it: by how much it changes the size, and when it happened.</summary>
internal abstract class FoldStep(int delta)
{
    /// <summary>Index of <see cref="Stamp"/> among the words of this object that a probe may hold back.</summary>
    public const int StampWord = 0;

    /// <summary>Index of the link to the previous version.</summary>
    public const int PreviousWord = 1;

    /// <summary>0 while the change is open, then the clock value at which it happened; never changes again.</summary>
    [AtomicOnly]
    public long Stamp;

    /// <summary>Entries added less entries removed.</summary>
    public int Delta { get; } = delta;
}
