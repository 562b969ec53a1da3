using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Loadline.Registry.Map;

/// <summary>The map behind <see cref="VersionedShardMap{TKey, TValue}"/>, with its accesses to shared memory visible to a probe.</summary>
internal sealed class ShardMap<TKey, TValue, TProbe>
    where TKey : notnull
    where TProbe : struct, IProbe
{
    public const int MostShards = 1 << 16;
    private const int UsualPlaces = 64;

    private readonly ShardState<TKey, TValue>[] _shards;
    private readonly KeyHash<TKey> _hash;
    private readonly SnapshotClocks<TProbe> _clocks;

    [AtomicOnly]
    private MapSnapshot<TKey, TValue> _newest;
    private HotWords _words;

    public ShardMap(int shards, IEqualityComparer<TKey>? comparer, ulong seed, int places = UsualPlaces)
    {
        if (shards is < 1 or > MostShards)
            throw new ArgumentOutOfRangeException(nameof(shards), shards, "from 1 to 65,536");
        _shards = new ShardState<TKey, TValue>[shards];

        // One for all: it is replaced in each of them once, and has no history to keep.
        Array.Fill(_shards, ShardState<TKey, TValue>.Initial());
        _hash = new(comparer, seed);
        _clocks = new(places);
        _words.Register = new(2, 0, null);
        _newest = new([.. _shards], Array.ConvertAll(_shards, static _ => Array.Empty<TValue>()), _hash, 1, 0);
    }

    public int ShardCount => _shards.Length;

    /// <summary>Happens at the load of the register.</summary>
    public int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Access<TProbe>.Load(ref _words.Register).Count;
    }

    public int ShardOf(TKey key) => ShardOf(_hash.Hash(key));

    /// <summary>Happens at the load of the shard; when that found an unfinished change, just after this call finished it.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var hash = _hash.Hash(key);
        var state = Load(ShardOf(hash));
        var position = state.Find(_hash, key, (byte)hash);
        if (position < 0)
        {
            value = default;
            return false;
        }

        value = state.ValueAt<TProbe>(position);
        return true;
    }

    /// <returns>Whether the key was added.</returns>
    public bool Set(TKey key, TValue value)
    {
        var hash = _hash.Hash(key);
        var shard = ShardOf(hash);
        while (true)
        {
            var state = Load(shard);
            var position = state.Find(_hash, key, (byte)hash);
            if (position >= 0)
            {
                if (TryInstallValue(shard, state, state.WithValue(state.See<TProbe>(), position, value))) return false;
            }
            else if (TryInstall(shard, state, state.With(state.See<TProbe>(), key, value, (byte)hash)))
            {
                return true;
            }
        }
    }

    public bool TryAdd(TKey key, TValue value)
    {
        var hash = _hash.Hash(key);
        var shard = ShardOf(hash);
        while (true)
        {
            var state = Load(shard);
            if (state.Find(_hash, key, (byte)hash) >= 0) return false;
            if (TryInstall(shard, state, state.With(state.See<TProbe>(), key, value, (byte)hash))) return true;
        }
    }

    public bool TryUpdate(TKey key, TValue expected, TValue value)
    {
        var hash = _hash.Hash(key);
        var shard = ShardOf(hash);
        while (true)
        {
            var state = Load(shard);
            var position = state.Find(_hash, key, (byte)hash);
            if (position < 0 || !IsSame(state.ValueAt<TProbe>(position), expected)) return false;
            if (TryInstallValue(shard, state, state.WithValue(state.See<TProbe>(), position, value))) return true;
        }
    }

    public bool TryRemove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var hash = _hash.Hash(key);
        var shard = ShardOf(hash);
        while (true)
        {
            var state = Load(shard);
            var position = state.Find(_hash, key, (byte)hash);
            if (position < 0)
            {
                value = default;
                return false;
            }

            value = state.ValueAt<TProbe>(position);
            if (TryInstall(shard, state, state.Without(state.See<TProbe>(), position))) return true;
        }
    }

    /// <summary>Adds what is missing of one shard's part of a batch, in one step.</summary>
    /// <returns>How many entries were added.</returns>
    public int AddToShard(in ShardBatch<TKey, TValue> batch, int shard)
    {
        var part = batch.Of(shard);
        if (part.IsEmpty) return 0;
        while (true)
        {
            var state = Load(shard);
            var builder = new ShardBuilder<TKey, TValue>(state.Count + part.Length);
            builder.Take<TProbe>(state);
            foreach (var item in part)
            {
                var (key, value) = batch.Entry(item);
                if (builder.Find(_hash, key, batch.Tag(item)) < 0) builder.Add(key, value, batch.Tag(item));
            }

            var added = builder.Count - state.Count;
            if (added == 0 || TryInstall(shard, state, builder.Build(state))) return added;
        }
    }

    /// <summary>Makes one shard hold exactly its part of a batch, in one step; nothing happens when it does already.</summary>
    public MapChange ReplaceShard(in ShardBatch<TKey, TValue> batch, int shard)
    {
        var part = batch.Of(shard);
        var builder = new ShardBuilder<TKey, TValue>(part.Length);
        foreach (var item in part)
        {
            var (key, value) = batch.Entry(item);
            var position = builder.Find(_hash, key, batch.Tag(item));
            if (position < 0) builder.Add(key, value, batch.Tag(item));
            else builder[position] = value;
        }

        while (true)
        {
            var state = Load(shard);
            var change = builder.Difference<TProbe>(state, _hash);
            if (change == default || TryInstall(shard, state, builder.Build(state))) return change;
        }
    }

    /// <summary>Empties one shard, in one step.</summary>
    public int ClearShard(int shard)
    {
        while (true)
        {
            var state = Load(shard);
            if (state.Count == 0 || TryInstall(shard, state, state.Emptied())) return state.Count;
        }
    }

    public ShardBatch<TKey, TValue> Batch(ReadOnlySpan<KeyValuePair<TKey, TValue>> entries) => new(entries, _hash, _shards.Length);

    /// <summary>
    /// Happens at the swap that advances the clock. When nothing changed since the newest snapshot that one is returned, and it
    /// happens at the first comparison: a state that was replaced never returns, so each that is in place now was then, too.
    /// </summary>
    public MapSnapshot<TKey, TValue> TakeSnapshot()
    {
        var newest = Access<TProbe>.Load(ref _newest);
        var states = newest.States;
        var shards = _shards;
        var i = 0;

        // By eights, since this loop is all that an unchanged snapshot costs.
        for (; i + 8 <= shards.Length; i += 8)
        {
            if (!IsInPlace(shards, states, i) || !IsInPlace(shards, states, i + 1) || !IsInPlace(shards, states, i + 2)
                || !IsInPlace(shards, states, i + 3) || !IsInPlace(shards, states, i + 4) || !IsInPlace(shards, states, i + 5)
                || !IsInPlace(shards, states, i + 6) || !IsInPlace(shards, states, i + 7))
                return Collect(newest);
        }

        for (; i < shards.Length; i++)
        {
            if (!IsInPlace(shards, states, i)) return Collect(newest);
        }

        return newest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsInPlace(ShardState<TKey, TValue>[] shards, ShardState<TKey, TValue>[] states, int shard) =>
        ReferenceEquals(Access<TProbe>.Load(ref Place(shards, shard)), Place(states, shard));

    private MapSnapshot<TKey, TValue> Collect(MapSnapshot<TKey, TValue> older)
    {
        var place = _clocks.Enter(ref _words);
        var instant = Fold<TProbe>.Advance(ref _words, _clocks, place);
        var states = new ShardState<TKey, TValue>[_shards.Length];
        var values = new TValue[_shards.Length][];
        for (var i = 0; i < states.Length; i++)
        {
            // What was in an older snapshot and is still in place has a stamp that is old enough.
            var state = Access<TProbe>.Load(ref Place(_shards, i));
            if (ReferenceEquals(state, older.States[i]))
            {
                values[i] = older.AllValues[i];
            }
            else
            {
                Finish(state);
                state = History<TKey, TValue, TProbe>.At(state, instant.Clock);
                values[i] = state.Flatten<TProbe>();
            }

            Place(states, i) = state;
        }

        _clocks.Leave(ref _words, place);
        var taken = new MapSnapshot<TKey, TValue>(states, values, _hash, instant.Clock, instant.Count);

        // Keeping an older one instead would be right but slower for the next call. This is no reason to try again.
        var newest = Access<TProbe>.Load(ref _newest);
        if (newest.Clock < taken.Clock) Access<TProbe>.Swap(ref _newest, newest, taken);
        return taken;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryInstallValue(int shard, ShardState<TKey, TValue> state, ShardState<TKey, TValue> next)
    {
        if (!Access<TProbe>.Swap(ref Place(_shards, shard), state, next)) return false;
        Fold<TProbe>.Stamp(ref _words, next);
        History<TKey, TValue, TProbe>.Trim(ref _words, _clocks, next);
        return true;
    }

    private bool TryInstall(int shard, ShardState<TKey, TValue> state, ShardState<TKey, TValue> next)
    {
        if (!Access<TProbe>.Swap(ref Place(_shards, shard), state, next)) return false;
        Finish(next);
        History<TKey, TValue, TProbe>.Trim(ref _words, _clocks, next);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ShardState<TKey, TValue> Load(int shard)
    {
        var state = Access<TProbe>.Load(ref Place(_shards, shard));
        Finish(state);
        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish(ShardState<TKey, TValue> state)
    {
        if (Access<TProbe>.LoadStamp(state) == 0) Fold<TProbe>.Finish(ref _words, state);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ShardOf(uint hash) => ShardCounts.ShardOf(hash, _shards.Length);

    // The array is made here and never seen as an array of anything else, so the check for that is left out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ShardState<TKey, TValue> Place(ShardState<TKey, TValue>[] shards, int shard) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(shards), shard);

    private static bool IsSame(TValue a, TValue b) =>
        typeof(TValue).IsValueType ? EqualityComparer<TValue>.Default.Equals(a, b) : ReferenceEquals(a, b);
}
