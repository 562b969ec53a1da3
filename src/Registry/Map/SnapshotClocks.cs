namespace Loadline.Registry.Map;

/// <summary>
/// Which clocks snapshots are being collected for, so that writers keep the versions that those need and no others.
/// <para>
/// A collector announces a clock before the swap that makes the clock its own. A writer reads the announcements after its change
/// has its stamp. So an announcement that it misses belongs to a swap that happens later, whose clock is not older than that
/// stamp: that collector needs nothing that the writer drops. This rests on the swaps being full fences; release and acquire alone would
/// let the writer's read pass its own stamp.
/// </para>
/// </summary>
internal sealed class SnapshotClocks<TProbe>
    where TProbe : struct, IProbe
{
    private readonly long[] _announced;

    public SnapshotClocks(int places) => _announced = new long[places];

    /// <summary>How many clocks can be announced at once.</summary>
    public int Places => _announced.Length;

    /// <summary>Enters a collector.</summary>
    /// <returns>Its place for announcements; -1 when all are taken: until it leaves, nothing is dropped.</returns>
    public int Enter(ref HotWords words)
    {
        Access<TProbe>.Add(ref words.Collectors, 1);
        for (var place = 0; place < _announced.Length; place++)
        {
            // Clock 1 is older than every clock that can be wanted: until the first announcement this only keeps more.
            if (Access<TProbe>.Load(ref _announced[place]) == 0 && Access<TProbe>.Swap(ref _announced[place], 0, 1)) return place;
        }

        Access<TProbe>.Add(ref words.Unannounced, 1);
        return -1;
    }

    public void Announce(int place, long clock)
    {
        if (place >= 0) Store(place, clock);
    }

    public void Leave(ref HotWords words, int place)
    {
        if (place >= 0) Store(place, 0);
        else Access<TProbe>.Add(ref words.Unannounced, -1);
        Access<TProbe>.Add(ref words.Collectors, -1);
    }

    /// <summary>Reads the announced clocks.</summary>
    /// <returns>How many there are; -1 when some collectors could not announce theirs.</returns>
    public int Read(ref HotWords words, Span<long> clocks)
    {
        if (Access<TProbe>.Load(ref words.Unannounced) != 0) return -1;
        var count = 0;
        foreach (ref var place in _announced.AsSpan())
        {
            if (Access<TProbe>.Load(ref place) is not 0 and var clock) clocks[count++] = clock;
        }

        return count;
    }

    private void Store(int place, long clock)
    {
        TProbe.BeforeAccess();
        if (TProbe.DelaysStores) TProbe.Store(_announced, place, clock, static (o, i, v) => Volatile.Write(ref ((long[])o)[i], (long)v!));
        else Volatile.Write(ref _announced[place], clock);
    }
}
