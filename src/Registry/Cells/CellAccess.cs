using System.Runtime.CompilerServices;
using Loadline.Registry.Map;

namespace Loadline.Registry.Cells;

/// <summary>
/// Reads and writes the slots of a cell. A writer claims a free slot, fills it, and publishes it; a reader copies the published slot
/// and looks again whether it still is. So nobody waits for a writer that stopped in the middle: it only keeps its slot.
/// </summary>
[AtomicAccess]
internal static class CellAccess<T, TProbe>
    where TProbe : struct, IProbe
{
    /// <returns>The version that was read; 0 when nothing was ever written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read(object owner, ref long word, ref CellSlots<T> slots, out T value)
    {
        while (true)
        {
            var seen = Load(owner, ref word);
            value = default!;
            TProbe.Copy(ref value, ref slots[seen.Slot]);

            // Keeps the copy before the second look. An acquiring load would not: it only keeps later accesses behind itself.
            TProbe.ReadBarrier();
            if (seen.ShowsSame(Load(owner, ref word))) return seen.Version;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(object owner, ref long word, ref CellSlots<T> slots, ref readonly T value)
    {
        var slot = Claim(owner, ref word);
        TProbe.Copy(ref slots[slot], in value);
        while (true)
        {
            var seen = Load(owner, ref word);
            if (TrySwap(ref word, seen, seen.Publish(slot))) return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Claim(object owner, ref long word)
    {
        while (true)
        {
            // All slots in use means that several others are writing at this moment; one of them will be through.
            var seen = Load(owner, ref word);
            if (seen.Free is >= 0 and var slot && TrySwap(ref word, seen, seen.Claim(slot))) return slot;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static CellWord Load(object owner, ref long word)
    {
        TProbe.BeforeAccess();
        return new(TProbe.Observe(owner, Volatile.Read(ref word)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySwap(ref long word, CellWord seen, CellWord next)
    {
        TProbe.BeforeAtomic();
        return Interlocked.CompareExchange(ref word, next.Bits, seen.Bits) == seen.Bits;
    }
}
