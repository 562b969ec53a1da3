using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Moves an application away from a member in which it stays unhealthy.</summary>
[ValidationRule("!has(self.gracePeriodSeconds) || !has(self.purgeMode) || self.purgeMode == 'Gracefully'",
    "gracePeriodSeconds belongs to purgeMode Gracefully, and only to it")]
public sealed record ApplicationFailoverBehavior
{
    /// <summary>When the application counts as failed.</summary>
    public required DecisionConditions DecisionConditions { get; init; }

    /// <summary>Gracefully removes the old replicas when the new ones are healthy or the grace period is over; Directly at once; Never leaves them.</summary>
    [EnumValues(PurgeModes.Directly, PurgeModes.Gracefully, PurgeModes.Never)]
    [DefaultValue(PurgeModes.Gracefully)]
    public string? PurgeMode { get; init; }

    /// <summary>How long to wait for the new replicas, in seconds. Default 600 with Gracefully.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(int.MaxValue)]
    public int? GracePeriodSeconds { get; init; }

    /// <summary>Status fields that are handed to the new replicas as labels.</summary>
    public StatePreservation? StatePreservation { get; init; }
}
