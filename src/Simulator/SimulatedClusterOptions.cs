using System.Security.Cryptography;

namespace Loadline.Simulator;

/// <summary>What a simulated cluster is made of; fixed for its lifetime.</summary>
public sealed record SimulatedClusterOptions
{
    /// <summary>Name of the cluster and of its kubeconfig context.</summary>
    public required string Name { get; init; }

    /// <summary>Clock of timestamps, controllers and network delays. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Put on the nodes as <c>topology.kubernetes.io/region</c>. Default: none.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// Members: workloads get pods that become ready, nodes exist and metrics.k8s.io is served. Default false: an API server alone, as
    /// a hub without kubelets is.
    /// </summary>
    public bool RunWorkloads { get; init; }

    /// <summary>From the binding of a pod to its readiness. Default 2 s.</summary>
    public TimeSpan ReadyDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Nodes that exist from the start. Default: none; with <see cref="RunWorkloads"/> one node of 8 cores, 32 GiB.</summary>
    public IReadOnlyList<SimulatedNode> Nodes { get; init; } = [];

    /// <summary>Initial network round-trip time. Default zero.</summary>
    public TimeSpan Rtt { get; init; }

    /// <summary>What <c>/version</c> reports. Default v1.36.0.</summary>
    public string GitVersion { get; init; } = "v1.36.0";

    /// <summary>Port on loopback; 0 takes a free one. Default 0.</summary>
    public int Port { get; init; }

    /// <summary>The bearer token that is accepted. Default: random.</summary>
    public string Token { get; init; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>
    /// Where the port of a Service (namespace, name, port) is reached from the API server, for webhooks that name one; null for nowhere. Default: nowhere.
    /// </summary>
    public Func<string, string, int, Uri?>? ServiceAddress { get; init; }

    /// <summary>Finish namespace deletion and collect garbage by owner reference, as kube-controller-manager does. Default true.</summary>
    public bool RunControllerManager { get; init; } = true;

    /// <summary>Serve streaming lists (<c>sendInitialEvents</c>); off, they are refused with 422 as on servers without the feature. Default true.</summary>
    public bool WatchList { get; init; } = true;

    /// <summary>Time between bookmarks of an idle watch. Default 60 s, as kube-apiserver.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromSeconds(60);
}
