namespace Loadline.Registry.Map;

/// <summary>How two version vectors relate.</summary>
public enum VersionOrder
{
    /// <summary>The same versions.</summary>
    Equal,

    /// <summary>None is newer, at least one is older.</summary>
    Older,

    /// <summary>None is older, at least one is newer.</summary>
    Newer,

    /// <summary>Some are older and some are newer: neither saw all that the other saw.</summary>
    Concurrent,
}
