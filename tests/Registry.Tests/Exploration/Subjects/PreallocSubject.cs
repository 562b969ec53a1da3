using Loadline.Registry.Exploration.Checking;
using Loadline.Registry.Prealloc;

namespace Loadline.Registry.Exploration.Subjects;

/// <summary>The preallocated map, with wide values.</summary>
internal sealed class PreallocSubject : ISubject
{
    private readonly SlotTable<int, Wide, ExploringProbe> _table = new(8, null, 1);

    public PreallocSubject(ulong initial)
    {
        for (var key = 0; key < 8; key++)
        {
            if ((int)((initial >> (key * 8)) & 0xFF) is not 0 and var value) _table.TryAdd(key, Wide.Of(value));
        }
    }

    public Func<long>? WatchedWord => null;

    public ulong ShardOf(int key) => 0xFFUL << (key * 8);

    public long Invoke(Op op) => op.Kind switch
    {
        OpKind.Get => _table.TryGet(op.Key, out var value) ? value.Value : 0,
        OpKind.Add => _table.TryAdd(op.Key, Wide.Of(op.Value)) == AddOutcome.Added ? 1 : 0,
        OpKind.Remove => _table.TryRemove(op.Key) ? 1 : 0,
        OpKind.Count => _table.Count,
        _ => throw new ArgumentOutOfRangeException(nameof(op), op.Kind, "not offered"),
    };
}
