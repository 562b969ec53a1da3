namespace Loadline.Crds.Validation;

/// <summary>Rules of failover behaviour.</summary>
internal static class FailoverRules
{
    public static void Check(FailoverBehavior? failover, bool propagateDeps, string path, FieldErrors errors)
    {
        if (failover?.Application is { } application) Application(application, propagateDeps, path + ".application", errors);
        if (failover?.Cluster is not { } cluster) return;
        errors.Require(cluster.TolerationSeconds is null or >= 0, path + ".cluster.tolerationSeconds", "must not be negative");
        EnumRules.OneOf(cluster.PurgeMode, path + ".cluster.purgeMode", errors, PurgeModes.Directly, PurgeModes.Gracefully);
        State(cluster.StatePreservation, path + ".cluster.statePreservation", errors);
    }

    private static void Application(ApplicationFailoverBehavior application, bool propagateDeps, string path, FieldErrors errors)
    {
        errors.Require(propagateDeps, path, "needs propagateDeps: true, so that what the application refers to moves with it");
        errors.Require(application.DecisionConditions?.TolerationSeconds is null or >= 0, path + ".decisionConditions.tolerationSeconds", "must not be negative");
        EnumRules.OneOf(application.PurgeMode, path + ".purgeMode", errors, PurgeModes.Directly, PurgeModes.Gracefully, PurgeModes.Never);
        errors.Require(application.GracePeriodSeconds is null or > 0, path + ".gracePeriodSeconds", "must be at least 1");
        errors.Require(
            application.GracePeriodSeconds is null || (application.PurgeMode ?? PolicyDefaults.PurgeMode) == PurgeModes.Gracefully,
            path + ".gracePeriodSeconds",
            "belongs to purgeMode Gracefully; set that or remove gracePeriodSeconds");
        State(application.StatePreservation, path + ".statePreservation", errors);
    }

    private static void State(StatePreservation? state, string path, FieldErrors errors)
    {
        foreach (var (index, rule) in (state?.Rules ?? []).Index())
        {
            var at = $"{path}.rules[{index}]";
            errors.Require(NameSyntax.IsLabelKey(rule.AliasLabelName), at + ".aliasLabelName", NameSyntax.LabelKeyHint);
            errors.Require(!string.IsNullOrEmpty(rule.JsonPath), at + ".jsonPath", "must not be empty");
        }
    }
}
