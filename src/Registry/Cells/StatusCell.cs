using Loadline.Registry.Map;

namespace Loadline.Registry.Cells;

/// <summary>
/// One value that is written often and read at any time, never torn, without allocation. Readers wait for nobody; neither do writers
/// while at most two others are stopped in the middle of a write. The last write wins.
/// </summary>
/// <typeparam name="T">The value, a struct of any width.</typeparam>
public sealed class StatusCell<T>
    where T : struct
{
    [AtomicOnly]
    private long _word = CellWord.First.Bits;
    private CellSlots<T> _slots;

    /// <summary>How often the cell was written.</summary>
    public long Version => new CellWord(Volatile.Read(ref _word)).Version;

    /// <summary>Reads the newest value; the default one when nothing was ever written.</summary>
    /// <returns>The <see cref="Version"/> that was read.</returns>
    public long Read(out T value) => CellAccess<T, NoProbe>.Read(this, ref _word, ref _slots, out value);

    /// <summary>Replaces the value.</summary>
    public void Write(in T value) => CellAccess<T, NoProbe>.Write(this, ref _word, ref _slots, in value);
}
