namespace Loadline.Registry.Prealloc;

/// <summary>What came of an attempt to add a key.</summary>
public enum AddOutcome
{
    /// <summary>It was added.</summary>
    Added,

    /// <summary>It was there already; nothing changed.</summary>
    Exists,

    /// <summary>Every slot has another key; nothing changed.</summary>
    Full,
}
