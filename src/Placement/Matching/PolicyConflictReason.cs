namespace Loadline.Placement.Matching;

/// <summary>Why a policy that selects a template does not get it.</summary>
public enum PolicyConflictReason
{
    /// <summary>The winner is in the template's namespace, this one is cluster-wide.</summary>
    Scope,

    /// <summary>The winner has a higher priority.</summary>
    Priority,

    /// <summary>The winner names the template more closely.</summary>
    Specificity,

    /// <summary>Everything is equal and the winner's name comes first.</summary>
    Name,

    /// <summary>The winner owns the template already, and this policy does not preempt it.</summary>
    Owned,
}
