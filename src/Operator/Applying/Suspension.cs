using Loadline.Crds;

namespace Loadline.Operator.Applying;

/// <summary>Whether a binding may be dispatched to a member at all.</summary>
internal static class Suspension
{
    /// <summary>
    /// What keeps a binding that is going from being taken out of the member. What its policy says now counts; where the policy is gone, what it
    /// said last.
    /// </summary>
    public static (string Reason, string ReleasedBy)? HoldsCleanup(ResourceBindingSpec spec, PropagationPolicySpec? policy, string member)
    {
        if (policy is not null)
        {
            return Holds(
                spec with
                {
                    Mode = policy.Mode,
                    Suspension = new() { Dispatching = policy.Suspension?.Dispatching, DispatchingOnClusters = policy.Suspension?.DispatchingOnClusters },
                }, member);
        }

        return Holds(spec, member) is not { } last ? null : last with
        {
            ReleasedBy = $"{(last.Reason == BindingReasons.Preview ? "spec.mode: Enforce" : "spec.suspension: null")} in this binding, whose policy is gone",
        };
    }

    /// <summary>What holds the binding back from the member, and what would release it; null when nothing does.</summary>
    public static (string Reason, string ReleasedBy)? Holds(ResourceBindingSpec spec, string member)
    {
        if (spec.Mode == PolicyMode.Preview) return (BindingReasons.Preview, "spec.mode: Enforce in the policy");
        if (spec.Suspension?.Dispatching == true) return (BindingReasons.SuspendedBySpec, "spec.suspension.dispatching: false in the policy");
        return spec.Suspension?.DispatchingOnClusters?.ClusterNames?.Contains(member) == true
            ? (BindingReasons.SuspendedBySpec, $"removing {member} from spec.suspension.dispatchingOnClusters in the policy")
            : null;
    }
}
