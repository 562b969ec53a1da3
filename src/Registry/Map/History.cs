using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>The chain of older versions behind a shard's state: as short as the snapshots being collected allow.</summary>
internal static class History<TKey, TValue, TProbe>
    where TKey : notnull
    where TProbe : struct, IProbe
{
    /// <summary>Drops the versions behind a stamped state that no collector can want.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Trim(ref HotWords words, SnapshotClocks<TProbe> clocks, ShardState<TKey, TValue> newest)
    {
        if (Access<TProbe>.Load(ref words.Collectors) == 0) Link(newest, null);
        else DropUnwanted(ref words, clocks, newest);
    }

    /// <summary>The newest version that a snapshot of this clock contains.</summary>
    public static ShardState<TKey, TValue> At(ShardState<TKey, TValue> state, long clock)
    {
        while (Access<TProbe>.LoadStamp(state) > clock)
            state = Previous(state) ?? throw new InvalidOperationException("A version that a snapshot needs was dropped.");
        return state;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropUnwanted(ref HotWords words, SnapshotClocks<TProbe> clocks, ShardState<TKey, TValue> newest)
    {
        Span<long> wanted = stackalloc long[clocks.Places];
        var count = clocks.Read(ref words, wanted);
        if (count < 0) return;
        wanted = wanted[..count];
        var kept = newest;
        var newer = Access<TProbe>.LoadStamp(newest);
        while (Previous(kept) is { } older)
        {
            var stamp = Access<TProbe>.LoadStamp(older);
            if (IsWanted(wanted, stamp, newer)) kept = older;
            else Link(kept, Previous(older));
            newer = stamp;
        }
    }

    private static bool IsWanted(ReadOnlySpan<long> clocks, long stamp, long newer)
    {
        foreach (var clock in clocks)
        {
            if (stamp <= clock && clock < newer) return true;
        }

        return false;
    }

    private static ShardState<TKey, TValue>? Previous(ShardState<TKey, TValue> state)
    {
        TProbe.BeforeAccess();
        if (TProbe.DelaysStores && TProbe.TryForward(state, FoldStep.PreviousWord, out var held)) return (ShardState<TKey, TValue>?)held;
        return Volatile.Read(ref state.Previous);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Link(ShardState<TKey, TValue> state, ShardState<TKey, TValue>? older)
    {
        TProbe.BeforeAccess();
        if (TProbe.DelaysStores) LinkLater(state, older);
        else Volatile.Write(ref state.Previous, older);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LinkLater(ShardState<TKey, TValue> state, ShardState<TKey, TValue>? older) =>
        TProbe.Store(
            state, FoldStep.PreviousWord, older,
            static (o, _, v) => Volatile.Write(ref ((ShardState<TKey, TValue>)o).Previous, (ShardState<TKey, TValue>?)v));
}
