namespace Loadline.Crds.Validation;

/// <summary>Rules of durations.</summary>
internal static class DurationRules
{
    /// <summary>Absent, or a duration above zero.</summary>
    public static void Positive(string? text, string path, FieldErrors errors)
    {
        if (text is not null) errors.Require(KubeDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero, path, "must be a duration above zero, for example 30s or 1m30s");
    }

    /// <summary>Absent, or a duration from zero up.</summary>
    public static void NotNegative(string? text, string path, FieldErrors errors)
    {
        if (text is not null) errors.Require(KubeDuration.TryParse(text, out var duration) && duration >= TimeSpan.Zero, path, "must be a duration, for example 30s or 1m30s");
    }
}
