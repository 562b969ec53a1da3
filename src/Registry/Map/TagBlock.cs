using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Loadline.Registry.Map;

/// <summary>Eight bits of the hash of each of some keys, all compared at once.</summary>
[InlineArray(Capacity)]
internal struct TagBlock
{
    public const int Capacity = 32;

    private byte _first;

    /// <summary>How many blocks some entries need; at least one.</summary>
    public static int BlocksFor(int entries) => Math.Max(1, (entries + Capacity - 1) / Capacity);

    /// <summary>The tag of an entry.</summary>
    public static ref byte Of(TagBlock[] blocks, int position) => ref blocks[position / Capacity][position % Capacity];

    /// <summary>One bit for each tag that is the sought one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Matches(byte tag)
    {
        ref readonly var first = ref _first;
        if (Vector256.IsHardwareAccelerated)
            return Vector256.Equals(Vector256.LoadUnsafe(in first), Vector256.Create(tag)).ExtractMostSignificantBits();
        var sought = Vector128.Create(tag);
        var low = Vector128.Equals(Vector128.LoadUnsafe(in first), sought).ExtractMostSignificantBits();
        var high = Vector128.Equals(Vector128.LoadUnsafe(in first, (nuint)Vector128<byte>.Count), sought).ExtractMostSignificantBits();
        return low | (high << Vector128<byte>.Count);
    }
}
