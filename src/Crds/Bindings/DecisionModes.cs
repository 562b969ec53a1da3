namespace Loadline.Crds;

/// <summary>Values of <see cref="Decision.Mode"/>.</summary>
public static class DecisionModes
{
    /// <summary>Measurements are good and limits apply.</summary>
    public const string Normal = "Normal";

    /// <summary>A member failed or lost capacity: limits on voluntary moves do not apply.</summary>
    public const string Emergency = "Emergency";

    /// <summary>Nothing may move: the measurements cannot be trusted, or a human says so.</summary>
    public const string Frozen = "Frozen";

    /// <summary>Some measurements are missing and stand-ins are used.</summary>
    public const string Degraded = "Degraded";

    /// <summary>All members together have too little capacity: the shortage is shared evenly.</summary>
    public const string Crunch = "Crunch";
}
