using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>The probe of production code: nothing.</summary>
internal readonly struct NoProbe : IProbe
{
    public static bool DelaysStores => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BeforeAccess()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BeforeAtomic()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BeforeWait()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadBarrier() => Volatile.ReadBarrier();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(object owner, int index, object? value, Action<object, int, object?> perform) => perform(owner, index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryForward(object owner, int index, out object? value)
    {
        value = null;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Observe(object owner, long current) => current;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<T>(ref T target, ref readonly T source) => target = source;
}
