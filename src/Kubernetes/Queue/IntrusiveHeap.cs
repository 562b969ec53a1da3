namespace Loadline.Kubernetes.Queue;

/// <summary>What a heap needs of its members: to keep their place, so that any of them can be taken out in O(log n).</summary>
internal interface IHeapMember
{
    /// <summary>Place in the heap; -1 when in none.</summary>
    int HeapIndex { get; set; }
}

/// <summary>A four-ary heap whose members know their places. Removing and moving any member are O(log n); nothing stale stays behind.</summary>
/// <typeparam name="T">Member; in at most one heap at a time.</typeparam>
/// <typeparam name="TOrder">Order; the least comes first.</typeparam>
internal sealed class IntrusiveHeap<T, TOrder>
    where T : class, IHeapMember
    where TOrder : struct, IComparer<T>
{
    private const int Arity = 4;

    private T[] _items = [];

    /// <summary>Number of members.</summary>
    public int Count { get; private set; }

    /// <summary>The first member; the heap must not be empty.</summary>
    public T First => _items[0];

    /// <summary>Puts a member in.</summary>
    public void Add(T item)
    {
        if (Count == _items.Length) Array.Resize(ref _items, Math.Max(4, Count * 2));
        Up(item, Count++);
    }

    /// <summary>Takes the first member out.</summary>
    public T Take()
    {
        var first = _items[0];
        Remove(first);
        return first;
    }

    /// <summary>Takes a member out.</summary>
    public void Remove(T item)
    {
        var hole = item.HeapIndex;
        item.HeapIndex = -1;
        var last = _items[--Count];
        _items[Count] = null!;
        if (hole != Count) Place(last, hole);
    }

    /// <summary>Puts a member whose rank has changed where it belongs now.</summary>
    public void Moved(T item) => Place(item, item.HeapIndex);

    private void Place(T item, int hole)
    {
        if (hole > 0 && default(TOrder).Compare(item, _items[(hole - 1) / Arity]) < 0) Up(item, hole);
        else Down(item, hole);
    }

    private void Up(T item, int hole)
    {
        while (hole > 0)
        {
            var parent = (hole - 1) / Arity;
            if (default(TOrder).Compare(item, _items[parent]) >= 0) break;
            Set(_items[parent], hole);
            hole = parent;
        }

        Set(item, hole);
    }

    private void Down(T item, int hole)
    {
        while (true)
        {
            var first = (hole * Arity) + 1;
            if (first >= Count) break;
            var least = first;
            for (var child = first + 1; child < Math.Min(first + Arity, Count); child++)
                if (default(TOrder).Compare(_items[child], _items[least]) < 0) least = child;
            if (default(TOrder).Compare(item, _items[least]) <= 0) break;
            Set(_items[least], hole);
            hole = least;
        }

        Set(item, hole);
    }

    private void Set(T item, int index)
    {
        _items[index] = item;
        item.HeapIndex = index;
    }
}
