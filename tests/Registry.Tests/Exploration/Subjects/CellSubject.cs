using Loadline.Registry.Cells;
using Loadline.Registry.Exploration.Checking;

namespace Loadline.Registry.Exploration.Subjects;

/// <summary>One status cell of a wide value: key 0 is the cell, and it holds 1 before it is written.</summary>
internal sealed class CellSubject : ISubject
{
    private long _word = CellWord.First.Bits;
    private CellSlots<Wide> _slots;

    public CellSubject() => _slots[0] = Wide.Of(1);

    public Func<long> WatchedWord => () => Volatile.Read(ref _word);

    public ulong ShardOf(int key) => 0xFF;

    public long Invoke(Op op)
    {
        if (op.Kind == OpKind.Get)
        {
            CellAccess<Wide, ExploringProbe>.Read(this, ref _word, ref _slots, out var read);
            return read.Value;
        }

        var written = Wide.Of(op.Value);
        CellAccess<Wide, ExploringProbe>.Write(this, ref _word, ref _slots, in written);
        return 0;
    }
}
