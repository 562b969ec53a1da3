namespace Loadline.Registry.Prealloc;

/// <summary>The register of a preallocated map in one word: the size, and the change that it took in last.</summary>
internal readonly record struct SizeWord(long Bits)
{
    public const int SlotBits = 22;

    private const long SlotMask = (1 << SlotBits) - 1;
    private const long TagMask = (1 << SlotWord.TagBits) - 1;

    public int Count => (int)(Bits >> (SlotBits + SlotWord.TagBits));

    public int Slot => (int)(Bits & SlotMask);

    public int Tag => (int)((Bits >> SlotBits) & TagMask);

    /// <summary>After a change of a slot.</summary>
    public SizeWord After(int change, int slot, int tag) =>
        new(((long)(Count + change) << (SlotBits + SlotWord.TagBits)) | ((long)tag << SlotBits) | (long)slot);
}
