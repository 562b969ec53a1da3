using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>
/// The tags of a shard's entries. Those of a shard of the usual size are in its state itself: a look-up needs no further load for them, a
/// change no further array. What lies behind the last entry may be any tag.
/// </summary>
internal struct TagList
{
    private TagBlock _first;
    private TagBlock[]? _rest;

    /// <summary>A list with room for some entries, which begins like this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TagList WithRoomFor(int count)
    {
        var list = default(TagList);
        list._first = _first;
        if (count > TagBlock.Capacity) list._rest = CopyOfRest(count);
        return list;
    }

    public byte this[int position]
    {
        readonly get => position < TagBlock.Capacity ? _first[position] : _rest![Block(position)][position % TagBlock.Capacity];
        set
        {
            if (position < TagBlock.Capacity) _first[position] = value;
            else _rest![Block(position)][position % TagBlock.Capacity] = value;
        }
    }

    /// <summary>One bit for each of the first tags that is the sought one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Matches(byte tag) => _first.Matches(tag);

    /// <summary>The same for the block that begins at a position behind those.</summary>
    public readonly uint Matches(int at, byte tag) => _rest![Block(at)].Matches(tag);

    private static int Block(int position) => (position / TagBlock.Capacity) - 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly TagBlock[] CopyOfRest(int count)
    {
        var rest = new TagBlock[Block(count - 1) + 1];
        if (_rest is not null) _rest.AsSpan(0, Math.Min(_rest.Length, rest.Length)).CopyTo(rest);
        return rest;
    }
}
