namespace Loadline.Operator.Sensing;

/// <summary>How a member is, in the order of trust.</summary>
internal enum HealthState
{
    /// <summary>Answers, and says that it is well.</summary>
    Ready,

    /// <summary>Missed a probe; nothing is decided from that yet.</summary>
    Suspect,

    /// <summary>Answers, but is not well or refuses our credentials.</summary>
    NotReady,

    /// <summary>Does not answer.</summary>
    Unreachable,
}
