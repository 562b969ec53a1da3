namespace Loadline.Placement.Weights;

/// <summary>In what state of the world a decision was made.</summary>
public enum WeightMode
{
    /// <summary>Everything that matters is measured and can be carried.</summary>
    Normal,

    /// <summary>A member in use is down or about to saturate: damping is off until it is relieved.</summary>
    Emergency,

    /// <summary>Less than half of the members are measured: nothing changes.</summary>
    Frozen,

    /// <summary>Some member is down, was down a short while ago, or is not measured.</summary>
    Degraded,

    /// <summary>All members together cannot carry the demand; the shortage is spread evenly.</summary>
    Crunch,
}
