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
    private Beside _beside;

    /// <summary>A state with one more value beside the array than the one before it.</summary>
    public OverlaidShardState(
        in TagBlock tags, TKey[] keys, int count, TValue[] array, uint overlay, int delta, ShardState<TKey, TValue> previous, int place, TValue value)
        : base(tags, keys, count, array, overlay, delta, previous)
    {
        // With others there, the one before has them: it is of this type.
        if (Overlay.Held(overlay) > 1) _beside = Unsafe.As<OverlaidShardState<TKey, TValue>>(previous)._beside;
        _beside[place] = value;
    }

    /// <summary>A state without the value at the highest place of the one before it.</summary>
    public OverlaidShardState(
        in TagBlock tags, TKey[] keys, int count, TValue[] array, uint overlay, int delta, ShardState<TKey, TValue> previous)
        : base(tags, keys, count, array, overlay, delta, previous)
    {
        _beside = Unsafe.As<OverlaidShardState<TKey, TValue>>(previous)._beside;
        _beside[Overlay.Held(overlay)] = default!;
    }

    protected override TValue Overlaid(uint overlay, int position)
    {
        Overlay.TryPlace(overlay, position, out var place, out _);
        return _beside[place];
    }

    protected override void PutOverlaid(uint overlay, TValue[] values)
    {
        for (var place = 0; place < Overlay.Places; place++)
        {
            var position = Overlay.PositionAt(overlay, place);
            if ((uint)position < (uint)values.Length) Elements.Put(values, position, _beside[place]);
        }
    }

    [InlineArray(Overlay.Places)]
    private struct Beside
    {
        private TValue _first;
    }
}
