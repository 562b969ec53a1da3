using System.Net;
using Loadline.Operator.Members;

namespace Loadline.Operator.Hosting;

/// <summary>Whether aggregated status is written back into templates on the hub.</summary>
public enum TemplateStatusMode
{
    /// <summary>Only where no kube-controller-manager owns it; its Lease tells.</summary>
    Auto,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}

/// <summary>Everything that can be set from outside. Defaults are those of the command line.</summary>
public sealed record OperatorOptions
{
    /// <summary>Path of the hub's kubeconfig; null for KUBECONFIG, the default path, or the in-cluster account.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Context of the kubeconfig; null for its current one.</summary>
    public string? Context { get; init; }

    /// <summary>Namespace of the operator: its lease and the members' Secrets. Default loadline-system.</summary>
    public string Namespace { get; init; } = "loadline-system";

    /// <summary>Identity of this hub on what it places; null takes the uid of the hub's kube-system namespace.</summary>
    public string? HubId { get; init; }

    /// <summary>Whether only the holder of the lease acts. Default true.</summary>
    public bool LeaderElect { get; init; } = true;

    /// <summary>Whether to apply the CRDs at start-up. Default false.</summary>
    public bool InstallCrds { get; init; }

    /// <summary>Where metrics are served; null for nowhere. Default all addresses, port 8080.</summary>
    public IPEndPoint? MetricsAddress { get; init; } = new(IPAddress.Any, 8080);

    /// <summary>Where health is served; null for nowhere. Default all addresses, port 8081.</summary>
    public IPEndPoint? HealthAddress { get; init; } = new(IPAddress.Any, 8081);

    /// <summary>See <see cref="TemplateStatusMode"/>. Default Auto.</summary>
    public TemplateStatusMode TemplateStatus { get; init; }

    /// <summary>Templates placed at once. Default 4.</summary>
    public int BindingWorkers { get; init; } = 4;

    /// <summary>Writes to members at once, over all members. Default 256: a write that waits for an answer costs next to nothing.</summary>
    public int ApplyWorkers { get; init; } = 256;

    /// <summary>Writes to one member at once; one while it cannot be reached. Default 6.</summary>
    public int AppliesPerMember { get; init; } = 6;

    /// <summary>Least time between two status writes of one binding. Default 100 ms.</summary>
    public TimeSpan StatusInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often measured weights are weighed again. Default 2 s.</summary>
    public TimeSpan RebalanceInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Times of everything that is done about members.</summary>
    internal MembersOptions Members { get; init; } = new();

    /// <summary>Namespaces whose objects are never propagated, besides kube-* and the operator's own.</summary>
    public IReadOnlyList<string> ExcludedNamespaces { get; init; } = [];

    /// <summary>Also export cluster_network_latency_ms, which linters of metric names reject. Default false.</summary>
    public bool MillisecondHistogram { get; init; }

    /// <summary>Log lines as JSON objects instead of text. Default false.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>Least level that is logged. Default Information.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
