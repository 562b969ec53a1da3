namespace Loadline.Registry.Prealloc;

/// <summary>Where a slot is in its life.</summary>
internal enum SlotPhase
{
    /// <summary>Not used, or a key is being written.</summary>
    Free,

    /// <summary>Has a key, which is not in the map.</summary>
    Absent,

    /// <summary>One writer fills the value; for everybody else the key is absent.</summary>
    Filling,

    /// <summary>Added; the size has to take it in.</summary>
    Adding,

    /// <summary>In the map.</summary>
    Present,

    /// <summary>Removed; the size has to take it in.</summary>
    Removing,
}
