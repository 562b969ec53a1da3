using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>
/// The protocol that makes the size exact: a change of the size happens at the instant at which a register takes it in, a
/// snapshot at the instant at which it advances the clock, and both are replacements of one word. Whoever meets an unfinished
/// change finishes it, so that a thread that stops in the middle holds nobody up.
/// </summary>
internal static class Fold<TProbe>
    where TProbe : struct, IProbe
{
    /// <summary>Gives an open change its stamp; returns when it has one, whoever gave it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Finish(ref HotWords words, FoldStep step)
    {
        if (step.Delta != 0) TakeIn(ref words, step);
        else Stamp(ref words, step);
    }

    /// <summary>
    /// Finishes a change that leaves the size as it is: there is nothing to take in, it happens at the instant at which the winning clock
    /// was read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stamp(ref HotWords words, FoldStep step)
    {
        // The swap must be a full fence: what is read next is whether a snapshot is being collected (see SnapshotClocks).
        var clock = Access<TProbe>.Load(ref words.Register).Clock;
        Access<TProbe>.Swap(ref step.Stamp, 0, clock);
    }

    /// <summary>Advances the clock. Changes with a stamp up to the returned register's clock are in the snapshot, later ones are not.</summary>
    /// <param name="words">The map's register.</param>
    /// <param name="clocks">Where the clock is announced before it is taken.</param>
    /// <param name="place">The place there, or -1.</param>
    public static Register Advance(ref HotWords words, SnapshotClocks<TProbe> clocks, int place)
    {
        while (true)
        {
            var seen = Access<TProbe>.Load(ref words.Register);
            Settle(seen);
            clocks.Announce(place, seen.Clock);
            if (Access<TProbe>.Swap(ref words.Register, seen, new(seen.Clock + 1, seen.Count, null))) return seen;
        }
    }

    private static void TakeIn(ref HotWords words, FoldStep step)
    {
        while (true)
        {
            var seen = Access<TProbe>.Load(ref words.Register);
            Settle(seen);

            // A register is replaced only after the change that it took in was stamped. So if this one is still open now, no
            // register up to the one that was seen took it in, and the swap below fails if a later one did.
            if (Access<TProbe>.LoadStamp(step) != 0) return;
            if (!Access<TProbe>.Swap(ref words.Register, seen, new(seen.Clock, seen.Count + step.Delta, step))) continue;
            Access<TProbe>.StoreStamp(step, seen.Clock);
            return;
        }
    }

    private static void Settle(Register register)
    {
        if (register.Last is { } last && Access<TProbe>.LoadStamp(last) == 0) Access<TProbe>.StoreStamp(last, register.Clock);
    }
}
