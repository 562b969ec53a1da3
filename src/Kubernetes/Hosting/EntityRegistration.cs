using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Models;
using Loadline.Kubernetes.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loadline.Kubernetes.Hosting;

/// <summary>One controller of an operator, as it was added.</summary>
internal interface IEntityRegistration
{
    /// <summary>What runs for it: a cache on every replica (CL7), and the controller on the leader.</summary>
    IEnumerable<OperatorPart> Parts(IServiceProvider services, InformerSet informers);
}

/// <inheritdoc/>
internal sealed class EntityRegistration<TController, TEntity>(
    EntityDefinition<TEntity> definition, OperatorSettings settings, string? labelSelector, Func<StoreChange, bool> when) : IEntityRegistration
    where TController : class, IEntityController<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    // A part of the grace that is left for the lease and for what stops after the controllers.
    private const double GraceOfWork = 0.5;

    private readonly ReflectorTarget _target = new(definition.Resource, definition.Resource.Namespaced ? settings.Namespace : null, labelSelector);

    public IEnumerable<OperatorPart> Parts(IServiceProvider services, InformerSet informers)
    {
        var synced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        yield return new(OperatorPhase.Caches, $"cache of {definition.Resource}", ct => CacheAsync(informers, synced, services.GetRequiredService<TimeProvider>(), ct), () => synced.Task);
        yield return new(OperatorPhase.Leading, $"controller of {definition.Resource}", ct => ControlAsync(services, informers, ct));
    }

    private async Task CacheAsync(InformerSet informers, TaskCompletionSource synced, TimeProvider time, CancellationToken ct)
    {
        using var informer = informers.Get(_target);
        await BoundedWait.WaitAsync(informer.Store.Synced, Timeout.InfiniteTimeSpan, time, ct);
        synced.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, time, ct);
    }

    private async Task ControlAsync(IServiceProvider services, InformerSet informers, CancellationToken ct)
    {
        var time = services.GetRequiredService<TimeProvider>();
        using var informer = informers.Get(_target);
        using var queue = new WorkQueue<ObjectKey>(time);
        var finalizers = services.GetServices<FinalizerRegistration<TEntity>>().Select(r => (r.Identifier, r.Create(services))).ToList();
        var reconciler = new EntityReconciler<TEntity>(
            services.GetRequiredService<KubeClient>(), definition, informer.Store, services.GetRequiredService<TController>(), finalizers, settings.Name);
        using var noting = informer.Store.Subscribe(reconciler.Note);
        using var feeding = informer.Store.Subscribe(new KeySource<ObjectKey>(queue, KeysOf.Object, when).Handle);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger($"{settings.Name}.{definition.Resource.Plural}");
        var loop = new ControllerLoop<ObjectKey>(
            definition.Resource.Plural, queue, reconciler.ReconcileAsync, settings.MaxParallelReconciliations, time, services.GetService<ControllerMetrics>(), logger);
        await loop.RunAsync(ct, settings.Runtime.StopGrace * GraceOfWork);
    }
}
