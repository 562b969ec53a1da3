using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Loadline.Registry.Map;

/// <summary>Searches the tags of a shard, sixteen bits of each key's hash, many at once.</summary>
internal static class Tags
{
    /// <summary>How many tags one step compares; arrays of tags are padded to a multiple of it.</summary>
    public const int Lanes = 16;

    public static int Padded(int count) => (count + Lanes - 1) & -Lanes;

    /// <summary>One bit for each of the next tags that is the sought one. What lies behind the last entry may match, too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Matches(ushort[] tags, int at, ushort tag)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(tags);
        if (Vector256.IsHardwareAccelerated)
            return Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)at), Vector256.Create(tag)).ExtractMostSignificantBits();
        var sought = Vector128.Create(tag);
        var low = Vector128.Equals(Vector128.LoadUnsafe(ref first, (nuint)at), sought).ExtractMostSignificantBits();
        var high = Vector128.Equals(Vector128.LoadUnsafe(ref first, (nuint)at + 8), sought).ExtractMostSignificantBits();
        return low | (high << 8);
    }
}
