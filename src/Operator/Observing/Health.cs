namespace Loadline.Operator.Observing;

/// <summary>Whether an object in a member does what it is there for.</summary>
internal enum Health
{
    /// <summary>It does not say, or has not said since its last change.</summary>
    Unknown,

    /// <summary>It does.</summary>
    Healthy,

    /// <summary>It does not, or not yet fully.</summary>
    Unhealthy,
}
