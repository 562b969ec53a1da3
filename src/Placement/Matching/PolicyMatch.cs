namespace Loadline.Placement.Matching;

/// <summary>A policy that selects a template.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Priority">Its explicit priority.</param>
/// <param name="Specificity">Its closest selector.</param>
/// <param name="Preempts">Whether it may take a template from the policy that owns it.</param>
public readonly record struct PolicyMatch(PolicyKey Policy, int Priority, SelectorSpecificity Specificity, bool Preempts) : IComparable<PolicyMatch>
{
    /// <summary>The better match is the smaller: namespaced before cluster-wide, then priority, then specificity, then name.</summary>
    public int CompareTo(PolicyMatch other)
    {
        var order = Policy.IsClusterWide.CompareTo(other.Policy.IsClusterWide);
        if (order == 0) order = other.Priority.CompareTo(Priority);
        if (order == 0) order = other.Specificity.CompareTo(Specificity);
        return order == 0 ? string.CompareOrdinal(Policy.Name, other.Policy.Name) : order;
    }

    /// <summary>Whether this policy may take a template that <paramref name="owner"/> has.</summary>
    internal bool MayTakeFrom(PolicyMatch owner) =>
        Preempts
        && (Policy.IsClusterWide == owner.Policy.IsClusterWide ? Priority > owner.Priority : owner.Policy.IsClusterWide);

    /// <inheritdoc/>
    public static bool operator <(PolicyMatch left, PolicyMatch right) => left.CompareTo(right) < 0;

    /// <inheritdoc/>
    public static bool operator >(PolicyMatch left, PolicyMatch right) => left.CompareTo(right) > 0;

    /// <inheritdoc/>
    public static bool operator <=(PolicyMatch left, PolicyMatch right) => left.CompareTo(right) <= 0;

    /// <inheritdoc/>
    public static bool operator >=(PolicyMatch left, PolicyMatch right) => left.CompareTo(right) >= 0;
}
