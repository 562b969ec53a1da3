namespace Loadline.Registry.Prealloc;

/// <summary>
/// The state of one slot. The tag grows with every change, so that a word seen long ago is not taken for a word of now.
/// </summary>
internal readonly record struct SlotWord(long Bits)
{
    public const int TagBits = 20;

    private const long TagMask = (1 << TagBits) - 1;
    private const long PhaseMask = 7;

    public SlotPhase Phase => (SlotPhase)(Bits & PhaseMask);

    public int Tag => (int)((Bits >> 3) & TagMask);

    /// <summary>Whether the size has still to take this change in.</summary>
    public bool IsOpen => Phase is SlotPhase.Adding or SlotPhase.Removing;

    /// <summary>The next state, with the next tag.</summary>
    public SlotWord Next(SlotPhase phase) => new((((Tag + 1) & TagMask) << 3) | (long)phase);

    /// <summary>The state when the size has taken the change in; the tag stays.</summary>
    public SlotWord Closed() => new((Bits & ~PhaseMask) | (long)(Phase == SlotPhase.Adding ? SlotPhase.Present : SlotPhase.Absent));
}
