using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Loadline.Registry.Map;

/// <summary>
/// A hash of strings that is faster than the framework's: every eight bytes are multiplied by themselves, so that the multiplications of
/// a long key run side by side. Not made against an attacker who knows the seed; a collision costs one more comparison.
/// </summary>
internal static class StringHash
{
    private const ulong First = 0x9E37_79B9_7F4A_7C15;
    private const ulong Second = 0xC2B2_AE3D_27D4_EB4F;
    private const ulong Third = 0xD6E8_FEB8_6659_FD93;

    public static uint Of(string key, ulong seed)
    {
        ref var text = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(key.AsSpan()));
        nuint length = (uint)key.Length * 2;
        var sum = seed + (length * Third);
        if (length >= 8)
        {
            var lane = seed;
            nuint at = 0;
            for (; at + 16 <= length; at += 16)
            {
                lane += First;
                sum += Mix(Read(ref text, at) ^ lane, First) + Mix(Read(ref text, at + 8) ^ lane, Second);
            }

            // What is left of the text, with as much of what came before it as makes whole words.
            if (at + 8 < length) sum += Mix(Read(ref text, at) ^ ~lane, Second);
            sum += Mix(Read(ref text, length - 8) ^ ~lane, First);
        }
        else
        {
            var word = 0UL;
            foreach (var c in key) word = (word << 16) | c;
            sum += Mix(word ^ seed, First);
        }

        return (uint)(Mix(sum, Third) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ref byte text, nuint at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref text, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong word, ulong factor)
    {
        word *= factor;
        return word ^ (word >> 29);
    }
}
