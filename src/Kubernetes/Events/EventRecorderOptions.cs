namespace Loadline.Kubernetes.Events;

/// <summary>Who reports, and the limits of reporting.</summary>
public sealed record EventRecorderOptions
{
    /// <summary>Name of the controller, e.g. <c>loadline.io/operator</c>.</summary>
    public required string ReportingController { get; init; }

    /// <summary>Name of the process. Default: the host's name.</summary>
    public string ReportingInstance { get; init; } = Environment.MachineName;

    /// <summary>Events that may wait to be written; more are dropped (EV1). Default 1000.</summary>
    public int QueueLength { get; init; } = 1000;

    /// <summary>Series and objects that are remembered; the longest unused are forgotten (EV2). Default 4096.</summary>
    public int CacheSize { get; init; } = 4096;

    /// <summary>New events about one object that may come at once (EV2). Default 25.</summary>
    public int Burst { get; init; } = 25;

    /// <summary>Time in which an object earns one more (EV2). Default 300 s.</summary>
    public TimeSpan RefillPeriod { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Silence after which a series has ended; the next event is a new one (EV3). Default 6 min.</summary>
    public TimeSpan FinishAfter { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>How often the count of a series that goes on is written (EV3). Default 30 min.</summary>
    public TimeSpan RefreshPeriod { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Tries of one write (EV4). Default 12.</summary>
    public int MaxTries { get; init; } = 12;

    /// <summary>Time between tries, ±25 % (EV4). Default 10 s.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(10);
}
