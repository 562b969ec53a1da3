namespace Loadline.Crds.Validation;

/// <summary>Rules of durations.</summary>
internal static class DurationRules
{
    /// <summary>For ever, for all practical purposes; times and sums of what is not longer fit everywhere.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(87600);

    /// <summary>Absent, or a duration above zero.</summary>
    /// <param name="text">The duration.</param>
    /// <param name="path">The field.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <param name="longest">The greatest that makes sense; null for ten years.</param>
    public static void Positive(string? text, string path, FieldErrors errors, TimeSpan? longest = null) =>
        Check(text, static duration => duration > TimeSpan.Zero, path, "must be a duration above zero, for example 30s or 1m30s", errors, longest ?? Longest);

    /// <summary>Absent, or a duration from zero up.</summary>
    public static void NotNegative(string? text, string path, FieldErrors errors) =>
        Check(text, static duration => duration >= TimeSpan.Zero, path, "must be a duration, for example 30s or 1m30s", errors, Longest);

    private static void Check(string? text, Func<TimeSpan, bool> holds, string path, string message, FieldErrors errors, TimeSpan longest)
    {
        if (text is null) return;
        if (!KubeDuration.TryParse(text, out var duration) || !holds(duration)) errors.Add(path, message);
        else errors.Require(duration <= longest, path, $"must be at most {KubeDuration.Format(longest)}");
    }
}
