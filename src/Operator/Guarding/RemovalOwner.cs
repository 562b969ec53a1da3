using Loadline.Placement.Matching;

namespace Loadline.Operator.Guarding;

/// <summary>Whose removals are added up: a policy's or a member's.</summary>
/// <param name="Policy">The policy; null for a member.</param>
/// <param name="Member">Name of the member; null for a policy.</param>
internal readonly record struct RemovalOwner(PolicyKey? Policy, string? Member)
{
    public static RemovalOwner Of(PolicyKey policy) => new(policy, null);

    public static RemovalOwner Of(string member) => new(null, member);

    /// <inheritdoc/>
    public override string ToString() => Policy is { } policy ? $"policy {policy}" : $"MemberCluster {Member}";
}
