namespace Loadline.Crds.Validation;

/// <summary>
/// Rules of propagation policies. The CRDs say most of them in CEL; servers before 1.25 drop CEL, and CEL cannot see an object's namespace
/// or the syntax of labels, schedules and time zones, so all of them are here as well.
/// </summary>
public static class PolicyValidation
{
    /// <summary>Checks a spec, best after <see cref="PolicyDefaults.Apply(PropagationPolicySpec, string?)"/>.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="policyNamespace">Namespace of a PropagationPolicy; null for a ClusterPropagationPolicy.</param>
    /// <returns>The broken rules; empty when the spec is valid.</returns>
    public static IReadOnlyList<FieldError> Validate(PropagationPolicySpec spec, string? policyNamespace)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var errors = new FieldErrors();
        errors.Require(spec.ResourceSelectors is { Count: > 0 }, "spec.resourceSelectors", "needs at least one selector");
        SelectorRules.Templates(spec.ResourceSelectors, policyNamespace, errors);
        EnumRules.OneOf(spec.Mode, "spec.mode", errors, PolicyMode.Enforce, PolicyMode.Preview);
        EnumRules.OneOf(spec.ConflictResolution, "spec.conflictResolution", errors, "Abort", "Overwrite");
        EnumRules.OneOf(spec.Preemption, "spec.preemption", errors, "Always", "Never");
        if (spec.Preemption == "Always")
        {
            foreach (var (index, selector) in (spec.ResourceSelectors ?? []).Index())
            {
                errors.Require(!string.IsNullOrEmpty(selector.Name), $"spec.resourceSelectors[{index}].name", "is needed with preemption: Always");
            }
        }

        PlacementRules.Check(spec.Placement, "spec.placement", errors);
        SafetyRules.Check(spec.Safety, "spec.safety", errors);
        SafetyRules.Residency(spec.DataResidency, "spec.dataResidency", errors);
        SafetyRules.Suspension(spec.Suspension, "spec.suspension", errors);
        FailoverRules.Check(spec.Failover, spec.PropagateDeps ?? false, "spec.failover", errors);
        return errors.ToList();
    }

    /// <summary>Checks a change: what may not change after creation.</summary>
    /// <returns>The broken rules; empty when the change is allowed.</returns>
    public static IReadOnlyList<FieldError> ValidateUpdate(PropagationPolicySpec before, PropagationPolicySpec after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var errors = new FieldErrors();
        errors.Require(
            (before.SchedulerName ?? PolicyDefaults.SchedulerName) == (after.SchedulerName ?? PolicyDefaults.SchedulerName),
            "spec.schedulerName",
            "cannot be changed; delete the policy and create it anew");
        return errors.ToList();
    }
}
