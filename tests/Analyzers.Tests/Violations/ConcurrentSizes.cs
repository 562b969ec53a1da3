using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;

internal sealed class ConcurrentSizes
{
    private readonly ConcurrentDictionary<string, int> _map = new();
    private readonly ConcurrentQueue<int> _queue = new();
    private readonly Derived _derived = new();
    private readonly Dictionary<string, int> _plain = new();

    public int Direct() => _map.Count; // LL1001

    public bool Empty() => _map.IsEmpty; // LL1001

    public int Queued() => _queue.Count; // LL1001

    public int ThroughInterface() => ((ICollection<KeyValuePair<string, int>>)_map).Count; // LL1001

    public int ThroughReadOnlyInterface() => ((IReadOnlyCollection<KeyValuePair<string, int>>)_map).Count; // LL1001

    public int OfKeys() => _map.Keys.Count; // LL1001

    public int ByLinq() => _map.Count(); // LL1001

    public long LongByLinq() => _queue.LongCount(); // LL1001

    public bool AnyByLinq() => _map.Any(); // LL1001

    public int OfDerived() => _derived.Count; // LL1001

    public int ThroughLocal()
    {
        IReadOnlyCollection<int> view = _queue;
        return view.Count; // LL1001
    }

    public bool AnyOfSomeKind() => _map.Any(static item => item.Value > 3);

    public int OfSomeKind() => _map.Count(static item => item.Value > 3);

    public int Plain() => _plain.Count;

    public int OfCopy() => _queue.ToArray().Length;

    public bool Find() => _map.ContainsKey("a") && _map.TryGetValue("b", out _);

    private sealed class Derived : ConcurrentDictionary<int, int>
    {
    }
}
