namespace Loadline.Kubernetes.Hosting;

/// <summary>Limits of <see cref="OperatorRuntime"/>.</summary>
public sealed record OperatorRuntimeOptions
{
    /// <summary>How long a phase may take to become ready (CL3). Default two minutes.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a stop waits for what is in work (LC2). Default 30 s.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same once the lease was lost, and another process may lead soon (LE6). Default 2 s.</summary>
    public TimeSpan LostGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Faults of a part in a row after which the operator ends, to be started anew (LC4). Default 5.</summary>
    public int FaultLimit { get; init; } = 5;
}
