namespace Loadline.Kubernetes.Client;

/// <summary>Limits of <see cref="RequestResilience"/>.</summary>
public sealed record RequestResilienceOptions
{
    /// <summary>Retries after the first attempt. Default 4.</summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>Delay before the first retry where the server names none. Default 200 ms.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Bound of one attempt. Default 30 s.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests per second on average; null for no limit (RQ1). Watches, leases and probes do not count. Default none.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Requests that may be sent at once before <see cref="RequestsPerSecond"/> slows them down. Default 100.</summary>
    public int RequestBurst { get; init; } = 100;

    /// <summary>Longest time for which a server may ask not to be asked again; a longer one is cut. Default 30 s.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Size of an answer, decompressed, from which on it is refused. An object has 1.5 MiB at most where it is stored. Default 64 MiB.</summary>
    public long MaxAnswerBytes { get; init; } = 64L << 20;

    /// <summary>The same for a list and for raw paths: lists are read in pages, or streamed, but a server may give the whole at once. Default 1 GiB.</summary>
    public long MaxListBytes { get; init; } = 1L << 30;

    /// <summary>How long an open breaker refuses requests; zero for no breaker. Default none.</summary>
    public TimeSpan BreakDuration { get; init; }
}
