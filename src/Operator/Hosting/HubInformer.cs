using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Hosting;
using Loadline.Kubernetes.Informers;

namespace Loadline.Operator.Hosting;

/// <summary>The local copy of one resource of the hub and the loop that keeps it.</summary>
internal sealed class HubInformer
{
    private readonly Reflector _reflector;

    public HubInformer(KubeClient hub, ResourceType resource, string? ns, WatchListSupport watchList, TimeProvider time, ILogger logger)
    {
        Resource = resource;
        _reflector = new(hub, new(resource, ns), Store, watchList, time, Random.Shared, logger);
    }

    public ObjectStore Store { get; } = new();

    public ResourceType Resource { get; }

    /// <summary>What keeps the watch from working; null when it works.</summary>
    public string? LastError => _reflector.LastError;

    /// <summary>The loop, as a part of the operator.</summary>
    public OperatorPart Part => new(OperatorPhase.Caches, $"cache of {Resource}", RunAsync, () => Store.Synced);

    public Task RunAsync(CancellationToken ct) => _reflector.RunAsync(ct);
}
