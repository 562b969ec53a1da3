using Loadline.Crds;

namespace Loadline.Operator.Sensing;

/// <summary>The judged health of a member.</summary>
/// <param name="State">State.</param>
/// <param name="Since">When it entered the state.</param>
/// <param name="Reason">Stable identifier of the cause, one of <see cref="ClusterReasons"/>.</param>
/// <param name="Message">The cause in words, naming what was asked of whom.</param>
internal sealed record MemberHealth(HealthState State, DateTimeOffset Since, string Reason, string Message)
{
    /// <summary>Whether requests to the member are worth sending: one missed probe is no reason to stop.</summary>
    public bool IsReachable => State is HealthState.Ready or HealthState.Suspect;

    /// <summary>Since when it has not been reachable, in whatever ways it failed: what failover counts from. Null while it is reachable.</summary>
    public DateTimeOffset? LostSince { get; init; } = State is HealthState.Ready or HealthState.Suspect ? null : Since;
}
