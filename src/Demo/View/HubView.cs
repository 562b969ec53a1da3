namespace Loadline.Demo.View;

/// <summary>What the hub's API tells of the fleet and the measured workload.</summary>
/// <param name="Members">In name order.</param>
/// <param name="Bindings">One line for each binding of the samples, for example <c>checkout 5/5 members, 24/24 ready</c>.</param>
internal sealed record HubView(IReadOnlyList<MemberView> Members, IReadOnlyList<string> Bindings)
{
    /// <summary>Before the hub was read.</summary>
    public static HubView None { get; } = new([], []);

    /// <summary>Every one of so many members is well and measured.</summary>
    public bool IsMeasured(int members) =>
        Members.Count == members && Members.All(static m => m is { State: Crds.ClusterHealthStates.Ready, RttMs: not null, LoadPercent: not null });
}
