using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>The accesses to shared memory that the map makes, each seen by the probe.</summary>
[AtomicAccess]
internal static class Access<TProbe>
    where TProbe : struct, IProbe
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(ref T location)
        where T : class
    {
        TProbe.BeforeAccess();
        return Volatile.Read(ref location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Load(ref int location)
    {
        TProbe.BeforeAccess();
        return Volatile.Read(ref location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Load(ref long location)
    {
        TProbe.BeforeAccess();
        return Volatile.Read(ref location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Swap<T>(ref T location, T seen, T next)
        where T : class
    {
        TProbe.BeforeAtomic();
        return ReferenceEquals(Interlocked.CompareExchange(ref location, next, seen), seen);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Swap(ref long location, long seen, long next)
    {
        TProbe.BeforeAtomic();
        return Interlocked.CompareExchange(ref location, next, seen) == seen;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref int location, int change)
    {
        TProbe.BeforeAtomic();
        Interlocked.Add(ref location, change);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long LoadStamp(FoldStep step)
    {
        TProbe.BeforeAccess();
        if (TProbe.DelaysStores && TProbe.TryForward(step, FoldStep.StampWord, out var held)) return (long)held!;
        return Volatile.Read(ref step.Stamp);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStamp(FoldStep step, long stamp)
    {
        TProbe.BeforeAccess();
        if (TProbe.DelaysStores) TProbe.Store(step, FoldStep.StampWord, stamp, static (o, _, v) => Volatile.Write(ref ((FoldStep)o).Stamp, (long)v!));
        else Volatile.Write(ref step.Stamp, stamp);
    }
}
