using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Informers;
using Loadline.Operator.Guarding;
using Loadline.Registry;

namespace Loadline.Operator.Members;

/// <summary>What everything about members works with.</summary>
internal sealed record MembersContext
{
    /// <summary>The resource of MemberClusters.</summary>
    public static ResourceType MemberClusters { get; } =
        new(Crds.WellKnown.Group, Crds.WellKnown.Version, Crds.V1Alpha1MemberCluster.Plural, Crds.V1Alpha1MemberCluster.KindName, false);

    /// <summary>The hub.</summary>
    public required KubeClient Hub { get; init; }

    /// <summary>MemberClusters of the hub, kept by a reflector of the caller.</summary>
    public required ObjectStore Clusters { get; init; }

    /// <summary>Secrets of the hub, kept by a reflector of the caller.</summary>
    public required ObjectStore Secrets { get; init; }

    /// <summary>The namespace that <see cref="Secrets"/> are of; null for all.</summary>
    public string? SecretNamespace { get; init; }

    /// <summary>Gets the connected members.</summary>
    public required MemberDirectory Directory { get; init; }

    /// <summary>Gets states and signals.</summary>
    public required IClusterRegistry Registry { get; init; }

    /// <summary>Gets events.</summary>
    public required IEvents Events { get; init; }

    /// <summary>Called before every write to a member; throws once this process may not write any more (LE8).</summary>
    public required Action Fence { get; init; }

    /// <summary>
    /// Asked, again and again, when a MemberCluster is being removed: has everything that was put into the member been taken out? Answers
    /// from memory or soon; what it waits for is not its own work.
    /// </summary>
    public required Func<string, CancellationToken, Task<bool>> Drained { get; init; }

    /// <summary>The removal breaker of a member; null while it is closed.</summary>
    public Func<string, OpenBreaker?> Breaker { get; init; } = static _ => null;

    /// <summary>Opens connections; null for real ones.</summary>
    public IMemberLinks? Links { get; init; }

    /// <summary>Times.</summary>
    public MembersOptions Options { get; init; } = new();

    /// <summary>Clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Instruments of controllers; null for none.</summary>
    public ControllerMetrics? ControllerMetrics { get; init; }

    /// <summary>Instruments of requests to members; null for none.</summary>
    public RequestMetrics? RequestMetrics { get; init; }
}
