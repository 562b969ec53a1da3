using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>
/// A state that shares the arrays of the one before it and holds the few values that differ itself: most replacements of a value then copy
/// these few instead of the array. A value that was replaced stays referenced until the array is copied: at the next replacement that
/// finds no place, or as soon as an entry comes or goes.
/// </summary>
internal sealed class OverlaidShardState<TKey, TValue> : ShardState<TKey, TValue>
    where TKey : notnull
{
    private Beside _beside;

    public OverlaidShardState(
        ShardState<TKey, TValue> previous, in TagBlock tags, TValue[] values, uint overlay, int place, TValue value)
        : base(tags, previous.Keys, values, 0, previous, overlay)
    {
        if (previous is OverlaidShardState<TKey, TValue> overlaid ) _beside = overlaid._beside;
        _beside[place] = value;
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
