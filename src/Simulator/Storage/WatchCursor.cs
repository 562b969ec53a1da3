namespace Loadline.Simulator.Storage;

/// <summary>
/// A reader's place in the history of one kind. It holds no buffer: a reader that is too slow for the log finds
/// its place compacted and is told so, as a real server does, instead of costing memory.
/// </summary>
internal sealed class WatchCursor(ObjectStore store, GroupResource resource, long position)
{
    /// <summary>Everything up to and including this resourceVersion has been read.</summary>
    public long Position { get; private set; } = position;

    /// <summary>The changes since the last call; none when there are none yet, and then <paramref name="changed"/> completes at the next one.</summary>
    /// <exception cref="ResourceExpiredException">The reader fell behind the compaction.</exception>
    public StoreEvent[] Read(out Task changed)
    {
        var events = store.Since(resource, Position, out var reached, out changed);
        Position = Math.Max(Position, reached);
        return events;
    }
}
