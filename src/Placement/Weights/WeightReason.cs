namespace Loadline.Placement.Weights;

/// <summary>Why a member has what it has, or why nothing moves. The set is closed: dashboards and alerts may name these.</summary>
public enum WeightReason
{
    /// <summary>Nothing to say: the division is as it should be.</summary>
    None,

    /// <summary>The member became slower.</summary>
    CapacityDrop,

    /// <summary>The member became faster.</summary>
    CapacityRecovered,

    /// <summary>Its round trip changed.</summary>
    RttStep,

    /// <summary>Demand grew, shrank or came from elsewhere.</summary>
    DemandShift,

    /// <summary>The member fails its health probes.</summary>
    Down,

    /// <summary>The member is back.</summary>
    Recovered,

    /// <summary>New replicas of the member are not at full speed yet.</summary>
    Warming,

    /// <summary>The member is back and is loaded step by step.</summary>
    SlowStart,

    /// <summary>The member failed repeatedly and has to stay up before it counts again.</summary>
    FlapDamped,

    /// <summary>Its measurements are too old: it may shrink, not grow.</summary>
    MetricsStale,

    /// <summary>Its last measurements were refused as impossible.</summary>
    Outlier,

    /// <summary>It has no room for more.</summary>
    CapBound,

    /// <summary>More would leave too little elsewhere if it were lost.</summary>
    NMinus1Bound,

    /// <summary>The policy asks for this many at least.</summary>
    MinBound,

    /// <summary>The policy allows this many at most.</summary>
    MaxBound,

    /// <summary>Even its first request would cost more than the last one does elsewhere.</summary>
    TooFar,

    /// <summary>It takes over what others lost.</summary>
    Receiver,

    /// <summary>A better division exists, but its gain does not pay for the moves.</summary>
    BelowBenefit,

    /// <summary>The change goes on with the next step.</summary>
    StepLimited,

    /// <summary>The last change is too recent.</summary>
    CoolDown,

    /// <summary>The last change has not finished.</summary>
    OneInFlight,

    /// <summary>No more replicas may start there at once.</summary>
    SurgeLimited,

    /// <summary>Less than half of the members are measured.</summary>
    Panic,

    /// <summary>The members together cannot carry the demand.</summary>
    Crunch,

    /// <summary>Somebody else changed the division.</summary>
    Manual,
}
