using System.Globalization;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds.Validation;

/// <summary>Rules of safety limits, data residency and suspension.</summary>
internal static class SafetyRules
{
    public static void Check(SafetySpec? safety, string path, FieldErrors errors)
    {
        if (safety is null) return;
        errors.Require(safety.MinReadyPercent is null or (>= 0 and <= 100), path + ".minReadyPercent", "must be from 0 to 100");
        CountOrPercent(safety.MaxSurge, path + ".maxSurge", errors);
        CountOrPercent(safety.RemovalBudget, path + ".removalBudget", errors);
        foreach (var (index, window) in (safety.MoveWindows ?? []).Index())
        {
            var at = $"{path}.moveWindows[{index}]";
            errors.Require(CronSyntax.IsValid(window.Schedule ?? ""), at + ".schedule", CronSyntax.Hint);
            DurationRules.Positive(window.Duration ?? "", at + ".duration", errors);
            errors.Require(
                window.TimeZone is null || TimeZoneInfo.TryFindSystemTimeZoneById(window.TimeZone, out _),
                at + ".timeZone",
                "must be an IANA time zone such as Asia/Shanghai; leave it out for UTC");
        }
    }

    public static void Residency(DataResidency? residency, string path, FieldErrors errors)
    {
        if (residency is null) return;
        var at = path + ".jurisdictions";
        errors.Require(residency.Jurisdictions is { Count: > 0 }, at, "needs at least one jurisdiction; remove dataResidency for no constraint");
        errors.Require((residency.Jurisdictions ?? []).All(j => !string.IsNullOrEmpty(j)), at, "must not hold an empty name");
        errors.RequireUnique(residency.Jurisdictions ?? [], i => $"{at}[{i}]", "appears twice");
    }

    public static void Suspension(Suspension? suspension, string path, FieldErrors errors) =>
        errors.Require(
            suspension is not { Dispatching: true, DispatchingOnClusters: not null },
            path + ".dispatchingOnClusters",
            "cannot be used together with dispatching: true, which stops all members");

    /// <summary>Absent, a number from zero up, or a percentage.</summary>
    public static void CountOrPercent(IntOrString? value, string path, FieldErrors errors)
    {
        if (value is not { } given) return;
        var holds = given.Number is { } number
            ? number >= 0
            : given.Text is { } text && text.EndsWith('%') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        errors.Require(holds, path, "must be a number from 0 up or a percentage such as 20%");
    }
}
