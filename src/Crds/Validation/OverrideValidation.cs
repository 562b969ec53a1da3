namespace Loadline.Crds.Validation;

/// <summary>Rules of override policies.</summary>
public static class OverrideValidation
{
    /// <summary>Checks a spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="policyNamespace">Namespace of an OverridePolicy; null for a ClusterOverridePolicy.</param>
    /// <returns>The broken rules; empty when the spec is valid.</returns>
    public static IReadOnlyList<FieldError> Validate(OverridePolicySpec spec, string? policyNamespace)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var errors = new FieldErrors();
        SelectorRules.Templates(spec.ResourceSelectors, policyNamespace, errors);
        errors.Require(
            spec.OverrideRules is null or [] || (spec.Overriders is null && spec.TargetCluster is null),
            "spec.overrideRules",
            "cannot be used together with the older spec.overriders and spec.targetCluster; move them into a rule");
        SelectorRules.Affinity(spec.TargetCluster, "spec.targetCluster", errors);
        OverriderRules.Check(spec.Overriders, "spec.overriders", errors);
        foreach (var (index, rule) in (spec.OverrideRules ?? []).Index())
        {
            SelectorRules.Affinity(rule.TargetCluster, $"spec.overrideRules[{index}].targetCluster", errors);
            OverriderRules.Check(rule.Overriders, $"spec.overrideRules[{index}].overriders", errors);
        }

        return errors.ToList();
    }
}
