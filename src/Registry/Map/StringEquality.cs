using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Loadline.Registry.Map;

/// <summary>Compares strings by ordinal, those of the usual lengths of names without a call.</summary>
internal static class StringEquality
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Of(string a, string b)
    {
        var length = a.Length;
        if (length != b.Length) return false;

        // Two vectors, which overlap unless the length is twice theirs.
        if (Vector256.IsHardwareAccelerated && length >= Vector256<ushort>.Count && length <= 2 * Vector256<ushort>.Count)
        {
            ref var left = ref Text(a);
            ref var right = ref Text(b);
            var last = (nuint)(uint)(length - Vector256<ushort>.Count);
            var differences = (Vector256.LoadUnsafe(ref left) ^ Vector256.LoadUnsafe(ref right))
                | (Vector256.LoadUnsafe(ref left, last) ^ Vector256.LoadUnsafe(ref right, last));
            return differences == Vector256<ushort>.Zero;
        }

        return string.Equals(a, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ushort Text(string text) => ref Unsafe.As<char, ushort>(ref Unsafe.AsRef(in text.GetPinnableReference()));
}
