using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A recurring stretch of time.</summary>
public sealed record MoveWindow
{
    /// <summary>When it opens: five cron fields, minute hour day-of-month month day-of-week.</summary>
    [Length(9, 128)]
    public required string Schedule { get; init; }

    /// <summary>How long it stays open, for example 2h.</summary>
    [Length(2, Limits.Duration)]
    [Pattern(Limits.DurationPattern)]
    public required string Duration { get; init; }

    /// <summary>Time zone of the schedule, an IANA name such as Asia/Shanghai. Default UTC.</summary>
    [Length(1, 64)]
    public string? TimeZone { get; init; }
}
