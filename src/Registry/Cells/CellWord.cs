using System.Numerics;

namespace Loadline.Registry.Cells;

/// <summary>
/// The word of a cell: a version that grows with every update, which slot is published, and which slots are in use (the published one
/// and those that writers fill).
/// </summary>
internal readonly record struct CellWord(long Bits)
{
    private const int SlotShift = CellSlots<int>.Count;
    private const int VersionShift = 8;
    private const long Used = (1 << CellSlots<int>.Count) - 1;

    /// <summary>Slot 0 published, version 0.</summary>
    public static CellWord First => new(1);

    public long Version => Bits >> VersionShift;

    public int Slot => (int)(Bits >> SlotShift) & (CellSlots<int>.Count - 1);

    /// <summary>A slot that nobody uses; -1 when writers fill all of them.</summary>
    public int Free => (Bits & Used) == Used ? -1 : BitOperations.TrailingZeroCount(~Bits);

    /// <summary>With a slot in use.</summary>
    public CellWord Claim(int slot) => new(Bits | (1L << slot));

    /// <summary>With another slot published and the one before free again.</summary>
    public CellWord Publish(int slot) =>
        new(((Version + 1) << VersionShift) | ((long)slot << SlotShift) | (Bits & Used & ~(1L << Slot)));

    /// <summary>Whether the same update is published.</summary>
    public bool ShowsSame(CellWord other) => (Bits | Used) == (other.Bits | Used);
}
