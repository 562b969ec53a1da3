namespace Loadline.Operator.Sensing;

/// <summary>When a member is probed.</summary>
internal sealed record ProbeSchedule
{
    /// <summary>Time from one probe to the next. Default 2 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer may take. Default 1 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the credentials are proved while they are good; after a failure every probe does. Default 30 s.</summary>
    public TimeSpan CredentialCheck { get; init; } = TimeSpan.FromSeconds(30);
}
