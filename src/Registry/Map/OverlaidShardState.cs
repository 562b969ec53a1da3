using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>
/// A state that shares the array of values with the one before it and holds the few that differ itself, those of entries that are new to
/// it included: most writes then copy these few instead of the array. A value that was replaced stays referenced until the array is
/// copied: at the next snapshot, when no place is left, or when an entry goes that the array holds. One that was removed does not.
/// </summary>
internal sealed class OverlaidShardState<TKey, TValue> : ShardState<TKey, TValue>
    where TKey : notnull
{
    private ValuesBeside _beside;

    /// <summary>The state after a value of the one before it was replaced.</summary>
    public OverlaidShardState(ShardState<TKey, TValue> previous, TValue[] array, Overlay overlay, int place, TValue value)
        : base(previous, array, overlay) => Put(previous, overlay, place, value);

    /// <summary>The state after an entry was added to the one before it.</summary>
    public OverlaidShardState(
        in TagBlock tags, TKey[] keys, TValue[] array, Overlay overlay, ShardState<TKey, TValue> previous, int place, TValue value)
        : base(tags, keys, keys.Length, array, overlay, 1, previous) => Put(previous, overlay, place, value);

    /// <summary>The state after the last entry of the one before it was removed, whose value was at the last place.</summary>
    public OverlaidShardState(in TagBlock tags, TValue[] array, Overlay overlay, ShardState<TKey, TValue> previous)
        : base(tags, previous.Keys, previous.Count - 1, array, overlay, -1, previous)
    {
        _beside = Unsafe.As<OverlaidShardState<TKey, TValue>>(previous)._beside;
        _beside[overlay.Count] = default!;
    }

    protected override TValue Beside(Overlay overlay, int position) => _beside[overlay.PlaceOf(position)];

    protected override void PutBeside(Overlay overlay, TValue[] values)
    {
        for (var place = 0; place < overlay.Count; place++)
        {
            var position = overlay.PositionAt(place);
            if (position < values.Length) Elements.Put(values, position, _beside[place]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(ShardState<TKey, TValue> previous, Overlay overlay, int place, TValue value)
    {
        // With others there, the one before has them: it is of this type.
        if (overlay.Count > 1) _beside = Unsafe.As<OverlaidShardState<TKey, TValue>>(previous)._beside;
        _beside[place] = value;
    }

    [InlineArray(Overlay.Places)]
    private struct ValuesBeside
    {
        private TValue _first;
    }
}
