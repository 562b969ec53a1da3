using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using Loadline.Registry.Map;

[Published]
internal sealed class Changing
{
    private int _field; // LL1003
    private readonly List<int> _list = new(); // LL1003

    public int Settable { get; set; } // LL1003

    public int PrivatelySettable { get; private set; } // LL1003

    public Dictionary<string, int> Map { get; } = new(); // LL1003

    public ConcurrentQueue<int> Queue { get; } = new(); // LL1003

    public int[] Array { get; } = []; // LL1003

    public int Use() => _field + _list.Count;
}

[Published]
internal class Open // LL1003
{
    public int Value { get; init; }
}

[Published]
internal sealed class Fixed
{
    private readonly int[] _array = [];

    public required string Name { get; init; }

    public int Value { get; }

    public ImmutableArray<int> Values { get; init; } = [];

    public IReadOnlyList<int> List { get; init; } = [];

    public int Use() => _array.Length;
}

internal sealed class NotPublished
{
    public int Settable { get; set; }
}
