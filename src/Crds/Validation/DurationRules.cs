namespace Loadline.Crds.Validation;

/// <summary>Rules of durations.</summary>
internal static class DurationRules
{
    /// <summary>For ever, for all practical purposes; times and sums of what is not longer fit everywhere.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(87600);

    /// <summary>Absent, or a duration above zero.</summary>
    public static void Positive(string? text, string path, FieldErrors errors) =>
        Check(text, static duration => duration > TimeSpan.Zero, path, "must be a duration above zero, for example 30s or 1m30s", errors);

    /// <summary>Absent, or a duration from zero up.</summary>
    public static void NotNegative(string? text, string path, FieldErrors errors) =>
        Check(text, static duration => duration >= TimeSpan.Zero, path, "must be a duration, for example 30s or 1m30s", errors);

    private static void Check(string? text, Func<TimeSpan, bool> holds, string path, string message, FieldErrors errors)
    {
        if (text is null) return;
        if (!KubeDuration.TryParse(text, out var duration) || !holds(duration)) errors.Add(path, message);
        else errors.Require(duration <= Longest, path, $"must be at most {KubeDuration.Format(Longest)}, which is ten years");
    }
}
