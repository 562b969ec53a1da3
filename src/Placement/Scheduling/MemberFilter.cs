namespace Loadline.Placement.Scheduling;

/// <summary>Why a member may not hold a workload at all.</summary>
public enum MemberFilter
{
    /// <summary>It is being removed from the fleet.</summary>
    Terminating,

    /// <summary>It does not serve the kind.</summary>
    ApiEnablement,

    /// <summary>It has a taint that is not tolerated.</summary>
    Taint,

    /// <summary>The cluster affinity does not select it.</summary>
    Affinity,

    /// <summary>It has no value for a field that replicas are spread over.</summary>
    SpreadField,

    /// <summary>It is outside the jurisdictions that data residency allows.</summary>
    Jurisdiction,

    /// <summary>The workload is being evicted from it.</summary>
    Eviction,
}
