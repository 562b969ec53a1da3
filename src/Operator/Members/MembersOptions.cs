using Loadline.Kubernetes.Client;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Members;

/// <summary>Times of everything that is done about members.</summary>
internal sealed record MembersOptions
{
    /// <summary>When members are probed where their spec does not say.</summary>
    public ProbeSchedule Probe { get; init; } = new();

    /// <summary>Between two samples of load. Default 10 s.</summary>
    public TimeSpan LoadInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two rounds of the queries that policies ask of a member's Prometheus, and the limit of an answer. Default 5 s.</summary>
    public TimeSpan QueryInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The queries that policies want answered now. Default none.</summary>
    public Func<IReadOnlyCollection<SignalQuery>> Queries { get; init; } = static () => [];

    /// <summary>The pods of a member whose use decisions rest on, and how many they should be. Default none.</summary>
    public Func<string, IReadOnlyDictionary<PodSelection, int>> Pods { get; init; } = static _ => new Dictionary<PodSelection, int>();

    /// <summary>Between two looks at version and kinds. Default 5 min.</summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>When a member's status is written.</summary>
    public StatusSchedule Status { get; init; } = new();

    /// <summary>Samples older than this are stale. Default 90 s: metrics servers may measure once a minute only.</summary>
    public TimeSpan FreshFor { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long requests in flight may still run on a connection that was given up. Default 5 s.</summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two questions whether a member that is being removed is empty. Default 2 s.</summary>
    public TimeSpan DrainCheck { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>MemberClusters that are reconciled at once. Default 4.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>Value of the label <c>source_cluster</c>. Default <c>hub</c>.</summary>
    public string HubName { get; init; } = "hub";

    /// <summary>Whether the round trip is also exported in milliseconds. Default false.</summary>
    public bool MillisecondHistogram { get; init; }

    /// <summary>Limits of requests to members.</summary>
    public RequestResilienceOptions Requests { get; init; } = new() { BreakDuration = TimeSpan.FromSeconds(5), AttemptTimeout = TimeSpan.FromSeconds(10) };
}

/// <summary>When a member's status is written.</summary>
internal sealed record StatusSchedule
{
    /// <summary>Least time between writes when a condition changed. Default 1 s.</summary>
    public TimeSpan Urgent { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Least time between writes when only numbers changed. Default 10 s.</summary>
    public TimeSpan Routine { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A write is due after this time even if nothing changed. Default 60 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(60);
}
