using Loadline.Placement.Compilation;

namespace Loadline.Placement.Matching;

/// <summary>A selector of a policy, filed under its kind, namespace and name, so that only labels are left to compare.</summary>
internal sealed record FiledSelector(PolicyKey Policy, int Priority, bool Preempts, Requirement[] Labels, SelectorSpecificity Specificity)
{
    public PolicyMatch Match => new(Policy, Priority, Specificity, Preempts);
}
