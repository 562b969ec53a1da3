using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Loadline.Registry.Map;

/// <summary>Elements of arrays that were made as arrays of this very type: the check that they are is left out.</summary>
internal static class Elements
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<T>(T[] from, T[] to, int count) =>
        new ReadOnlySpan<T>(from, 0, count).CopyTo(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(to), to.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put<T>(T[] array, int position, T value) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), position) = value;
}
