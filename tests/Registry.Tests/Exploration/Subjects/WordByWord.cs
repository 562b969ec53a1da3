using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Loadline.Registry.Exploration.Scheduling;

namespace Loadline.Registry.Exploration.Subjects;

/// <summary>Copies a value as a processor does: one word after the other, and others may run in between.</summary>
public static class WordByWord
{
    public static void Copy<T>(ref T target, ref readonly T source)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>() || Unsafe.SizeOf<T>() <= sizeof(long))
        {
            Baton.BeforeAccess();
            target = source;
            return;
        }

        ref var from = ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in source));
        ref var to = ref Unsafe.As<T, byte>(ref target);
        for (var at = 0; at < Unsafe.SizeOf<T>(); at += sizeof(long))
        {
            Baton.BeforeAccess();
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref from, at)));
        }
    }
}

/// <summary>A value of three equal words: torn when they differ.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Wide(long First, long Second, long Third)
{
    public static Wide Of(int value) => new(value, value, value);

    /// <summary>The value; -1 when torn.</summary>
    public long Value => First == Second && Second == Third ? First : -1;
}
