using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Which templates are changed, how, and for which members.</summary>
[ValidationRule("!has(self.overrideRules) || !(has(self.overriders) || has(self.targetCluster))",
    "overrideRules cannot be used together with the older overriders and targetCluster; move them into a rule")]
public sealed record OverridePolicySpec
{
    /// <summary>Templates that are changed. Without it, all that the policy can see.</summary>
    [Items(max: Limits.Selectors)]
    public IReadOnlyList<ResourceSelector>? ResourceSelectors { get; init; }

    /// <summary>Changes and the members that they are for, applied in this order.</summary>
    [Items(max: 64)]
    public IReadOnlyList<OverrideRule>? OverrideRules { get; init; }

    /// <summary>Older form: the members that the changes are for. Use overrideRules.</summary>
    public ClusterAffinity? TargetCluster { get; init; }

    /// <summary>Older form: the changes. Use overrideRules.</summary>
    public Overriders? Overriders { get; init; }
}
