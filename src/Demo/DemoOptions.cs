namespace Loadline.Demo;

/// <summary>What the command line can set.</summary>
internal sealed record DemoOptions
{
    /// <summary>Path of the script, or <c>none</c>; null for the one that is built in.</summary>
    public string? Script { get; init; }

    /// <summary>Play the script one time, judge it, and end.</summary>
    public bool Once { get; init; }

    /// <summary>End after this time, counted from the start of the program; null for never.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Number of members.</summary>
    public int Members { get; init; } = 5;

    /// <summary>Lines of text instead of a table that is drawn in place.</summary>
    public bool Plain { get; init; }

    /// <summary>Port of the hub's API server; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Port of the operator's metrics; 0 for a free one.</summary>
    public int MetricsPort { get; init; }

    /// <summary>Where the kubeconfig is written.</summary>
    public required string KubeconfigOut { get; init; }
}
