using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Loadline.Registry.Map;

namespace Loadline.Registry.Prealloc;

/// <summary>The table behind <see cref="PreallocMap{TKey, TValue}"/>, with its accesses to shared memory visible to a probe.</summary>
[AtomicAccess]
internal sealed class SlotTable<TKey, TValue, TProbe>
    where TKey : notnull
    where TProbe : struct, IProbe
{
    private const int WordBits = 64;

    private readonly long[] _claimed;
    private readonly Slot[] _slots;
    private readonly KeyHash<TKey> _hash;

    [AtomicOnly]
    private long _size;

    public SlotTable(int capacity, IEqualityComparer<TKey>? comparer, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 21);

        // A quarter stays free, so that a search for an absent key ends soon.
        var slots = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(WordBits, capacity + (capacity / 3)));
        Capacity = capacity;
        _slots = new Slot[slots];
        _claimed = new long[slots / WordBits];
        _hash = new(comparer, seed);
    }

    public int Capacity { get; }

    /// <summary>Happens at the load of the word.</summary>
    public int Count => new SizeWord(Access<TProbe>.Load(ref _size)).Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var hash = _hash.Hash(key);
        if (!TryFind(key, hash, false, out var at))
        {
            value = default;
            return false;
        }

        ref var slot = ref _slots[at];
        while (true)
        {
            var seen = Settled(at);
            if (seen.Phase != SlotPhase.Present)
            {
                value = default;
                return false;
            }

            value = default!;
            TProbe.Copy(ref value, ref slot.Value);
            TProbe.ReadBarrier();
            if (Load(ref slot.Word) == seen) return true;
        }
    }

    public AddOutcome TryAdd(TKey key, TValue value)
    {
        var hash = _hash.Hash(key);
        if (!TryFindOrClaim(key, hash, out var at)) return AddOutcome.Full;
        ref var slot = ref _slots[at];
        var wait = default(SpinWait);
        while (true)
        {
            var seen = Settled(at);
            if (seen.Phase == SlotPhase.Present) return AddOutcome.Exists;
            if (seen.Phase == SlotPhase.Filling)
            {
                // Another writer of this key; readers go on.
                Wait(ref wait);
                continue;
            }

            var filling = seen.Next(SlotPhase.Filling);
            if (!TrySwap(ref slot.Word, seen, filling)) continue;
            TProbe.Copy(ref slot.Value, ref value);
            var adding = filling.Next(SlotPhase.Adding);
            Store(at, adding);
            Finish(at, adding);
            return AddOutcome.Added;
        }
    }

    public bool TryRemove(TKey key)
    {
        if (!TryFind(key, _hash.Hash(key), false, out var at)) return false;
        ref var slot = ref _slots[at];
        while (true)
        {
            var seen = Settled(at);
            if (seen.Phase != SlotPhase.Present) return false;
            var removing = seen.Next(SlotPhase.Removing);
            if (!TrySwap(ref slot.Word, seen, removing)) continue;
            Finish(at, removing);
            return true;
        }
    }

    /// <summary>The state of a slot after what was unfinished in it is finished.</summary>
    private SlotWord Settled(int at)
    {
        while (true)
        {
            var seen = Load(ref _slots[at].Word);
            if (!seen.IsOpen) return seen;
            Finish(at, seen);
        }
    }

    private void Finish(int at, SlotWord open)
    {
        while (true)
        {
            var size = new SizeWord(Access<TProbe>.Load(ref _size));
            SettleLast(size);
            if (Load(ref _slots[at].Word) != open) return;
            var change = open.Phase == SlotPhase.Adding ? 1 : -1;
            if (!Access<TProbe>.Swap(ref _size, size.Bits, size.After(change, at, open.Tag).Bits)) continue;
            TrySwap(ref _slots[at].Word, open, open.Closed());
            return;
        }
    }

    private void SettleLast(SizeWord size)
    {
        ref var slot = ref _slots[size.Slot];
        var seen = Load(ref slot.Word);
        if (seen.IsOpen && seen.Tag == size.Tag) TrySwap(ref slot.Word, seen, seen.Closed());
    }

    private bool TryFindOrClaim(TKey key, uint hash, out int at)
    {
        while (!TryFind(key, hash, true, out at))
        {
            if (at < 0) return false;
            ref var word = ref _claimed[at / WordBits];
            var bit = 1L << at;
            TProbe.BeforeAtomic();
            if ((Interlocked.Or(ref word, bit) & bit) != 0) continue;
            ref var slot = ref _slots[at];
            slot.Hash = hash;
            slot.Key = key;
            Store(at, new SlotWord(0).Next(SlotPhase.Absent));
            return true;
        }

        return true;
    }

    /// <summary>Looks for a key along its sequence of slots, up to the first that nobody claimed.</summary>
    /// <param name="key">Key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="writes">A writer waits for a key that is being written: it may be its own. A reader takes it as absent.</param>
    /// <param name="at">The slot; when not found, the first unclaimed one, or -1 when there is none.</param>
    private bool TryFind(TKey key, uint hash, bool writes, out int at)
    {
        var mask = _slots.Length - 1;
        var wait = default(SpinWait);
        for (var step = 0; step < _slots.Length; step++)
        {
            at = ((int)hash + step) & mask;
            if ((Access<TProbe>.Load(ref _claimed[at / WordBits]) & (1L << at)) == 0) return false;
            ref var slot = ref _slots[at];
            while (Load(ref slot.Word).Phase == SlotPhase.Free)
            {
                if (!writes) break;
                Wait(ref wait);
            }

            if (Load(ref slot.Word).Phase != SlotPhase.Free && slot.Hash == hash && _hash.Equal(slot.Key, key)) return true;
        }

        at = -1;
        return false;
    }

    private static SlotWord Load(ref long word) => new(Access<TProbe>.Load(ref word));

    private static bool TrySwap(ref long word, SlotWord seen, SlotWord next) => Access<TProbe>.Swap(ref word, seen.Bits, next.Bits);

    private void Store(int at, SlotWord word)
    {
        TProbe.BeforeAtomic();
        Volatile.Write(ref _slots[at].Word, word.Bits);
    }

    private static void Wait(ref SpinWait wait)
    {
        TProbe.BeforeWait();
        wait.SpinOnce(-1);
    }

    private struct Slot
    {
        [AtomicOnly]
        public long Word;
        public uint Hash;
        public TKey Key;
        public TValue Value;
    }
}
