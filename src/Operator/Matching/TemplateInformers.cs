using System.Collections.Concurrent;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Hosting;
using Loadline.Kubernetes.Informers;
using Loadline.Operator.Binding;

namespace Loadline.Operator.Matching;

/// <summary>
/// Watches on the hub exactly the kinds that some policy selects or some binding came from. A watch, once started, stays until the
/// operator stops: policies come and go faster than lists are cheap.
/// </summary>
internal sealed class TemplateInformers(KubeClient hub, WatchListSupport watchList, TimeProvider time, ILogger<TemplateInformers> logger)
{
    private readonly ConcurrentDictionary<ResourceType, Lazy<ObjectStore>> _stores = new();
    private CancellationToken _stop;

    /// <summary>Called for every change of a template, from the watch's loop: may only enqueue.</summary>
    public Action<ResourceType, StoreChange>? Changed { get; set; }

    /// <summary>Token that ends all watches.</summary>
    public void Start(CancellationToken stop) => _stop = stop;

    /// <summary>Resources that are watched.</summary>
    public IEnumerable<ResourceType> Resources => _stores.Select(static s => s.Key);

    /// <summary>The watch of a kind; starts it when it is new.</summary>
    public ObjectStore Ensure(ResourceType resource) =>
        _stores.GetOrAdd(resource, static (r, self) => new Lazy<ObjectStore>(() => self.StartWatch(r)), this).Value;

    /// <summary>The template; null when it is absent or its kind is not watched.</summary>
    public KubeObject? Get(TemplateKey key) => _stores.TryGetValue(key.Resource, out var store) ? store.Value.Get(key.ObjectKey) : null;

    /// <summary>True when the absence of a template means something.</summary>
    public bool IsSynced(ResourceType resource) => _stores.TryGetValue(resource, out var store) && store.Value.HasSynced;

    /// <summary>True when every watch that was started has its initial state.</summary>
    public bool AllSynced => _stores.All(static s => s.Value.Value.HasSynced);

    private ObjectStore StartWatch(ResourceType resource)
    {
        var store = new ObjectStore();
        store.Subscribe(change => Changed?.Invoke(resource, change));
        var reflector = new Reflector(hub, new(resource), store, watchList, time, Random.Shared, logger);
        _ = Task.Run(() => SupervisedLoop.RunAsync($"watch of {resource}", reflector.RunAsync, time, logger, _stop), CancellationToken.None);
        _ = Task.Run(
            () => SupervisedLoop.RunAsync($"resync of {resource}", ct => Resync.RunAsync(store, Resync.DefaultInterval, time, Random.Shared, ct), time, logger, _stop), CancellationToken.None);
        return store;
    }
}
