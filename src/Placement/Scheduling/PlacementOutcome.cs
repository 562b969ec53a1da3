namespace Loadline.Placement.Scheduling;

/// <summary>How a placement ended.</summary>
public enum PlacementOutcome
{
    /// <summary>Members were chosen.</summary>
    Placed,

    /// <summary>Every member was refused by a filter.</summary>
    NoClusterFit,

    /// <summary>Members passed the filters, but the spread constraints cannot be met with them.</summary>
    SelectFailed,

    /// <summary>The chosen members cannot hold all replicas; nothing is placed in part.</summary>
    Unschedulable,
}
