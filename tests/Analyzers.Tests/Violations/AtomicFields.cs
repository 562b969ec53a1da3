using System;
using System.Threading;
using Loadline.Registry.Map;

internal sealed class AtomicFields
{
    [AtomicOnly]
    private long _word = 1;
    private long _other;

    public AtomicFields() => _word = 2;

    public long Plain() => _word; // LL1002

    public void Write() => _word = 3; // LL1002

    public void Increment() => _word++; // LL1002

    public Func<long> Captured() => () => _word; // LL1002

    public void Elsewhere() => Elsewhere(ref _word); // LL1002

    public void ByValue() => Math.Abs(_word); // LL1002

    public long Read() => Volatile.Read(ref _word);

    public void Add() => Interlocked.Add(ref _word, 2);

    public long Known() => Word.Read(ref _word);

    public string Name() => nameof(_word);

    public long NotMarked() => _other++;

    private static void Elsewhere(ref long word) => word = 4;

    [AtomicAccess]
    private static class Word
    {
        public static long Read(ref long word) => Volatile.Read(ref word);
    }
}
