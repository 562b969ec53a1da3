using System.Collections.Concurrent;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Controllers;

/// <summary>
/// Gives a controller the entities of a store by their keys: finalizers are attached before the first reconcile (FN1), called one by one when the entity is being
/// deleted, and taken off as each succeeds (FN3, FN4); entities that are gone are reported, with their last state.
/// </summary>
internal sealed class EntityReconciler<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly KubeClient _client;
    private readonly EntityDefinition<TEntity> _definition;
    private readonly ObjectStore _store;
    private readonly IEntityController<TEntity> _controller;
    private readonly IReadOnlyList<(string Name, IEntityFinalizer<TEntity> Finalizer)> _finalizers;
    private readonly string _fieldManager;
    private readonly ConcurrentDictionary<ObjectKey, KubeObject> _gone = new();

    public EntityReconciler(
        KubeClient client, EntityDefinition<TEntity> definition, ObjectStore store, IEntityController<TEntity> controller,
        IReadOnlyList<(string Name, IEntityFinalizer<TEntity> Finalizer)> finalizers, string fieldManager)
    {
        _client = client;
        _definition = definition;
        _store = store;
        _controller = controller;
        _finalizers = finalizers;
        _fieldManager = fieldManager;
    }

    /// <summary>Remembers what went; subscribe it to the store before the queue is fed.</summary>
    public void Note(StoreChange change)
    {
        if (change.Old is { } old && (change.New is null || change.New.Uid != old.Uid)) _gone[old.Key] = old;
    }

    /// <summary>One look at one entity.</summary>
    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken ct)
    {
        if (_gone.TryGetValue(key, out var last))
        {
            var deleted = await _controller.DeletedAsync(last.As(_definition.Json), ct);
            if (!deleted.IsSuccess) return Outcome(deleted);
            _gone.TryRemove(new(key, last));
        }

        if (_store.Get(key) is not { } item) return ReconcileResult.Done;
        if (item.IsDeleting) return await FinalizeAsync(item, ct);
        item = await AttachAsync(item, ct);
        return Outcome(await _controller.ReconcileAsync(item.As(_definition.Json), ct));
    }

    private async Task<KubeObject> AttachAsync(KubeObject item, CancellationToken ct)
    {
        foreach (var (name, _) in _finalizers)
        {
            if (FinalizerPatch.Add(item, name) is not { } patch) continue;
            item = await _client.PatchAsync(_definition.Resource, item.Namespace, item.Name, PatchKind.Merge, patch, _fieldManager, ct);
            _store.Observe(item);
        }

        return item;
    }

    private async Task<ReconcileResult> FinalizeAsync(KubeObject item, CancellationToken ct)
    {
        foreach (var (name, finalizer) in _finalizers)
        {
            if (!item.HasFinalizer(name)) continue;
            var result = await finalizer.FinalizeAsync(item.As(_definition.Json), ct);
            if (!result.IsSuccess || result.RequeueAfter is not null) return Outcome(result);
            try
            {
                // FN4: what was cleaned up is committed, whoever wants to stop meanwhile.
                item = await _client.PatchAsync(
                    _definition.Resource, item.Namespace, item.Name, PatchKind.Json, FinalizerPatch.Remove(item, name)!, _fieldManager, CancellationToken.None);
            }
            catch (StatusException e) when (e.IsNotFound)
            {
                return ReconcileResult.Done;
            }

            if (item.Finalizers.Count == 0) return ReconcileResult.Done;
            _store.Observe(item);
        }

        return ReconcileResult.Done;
    }

    private static ReconcileResult Outcome(ReconciliationResult<TEntity> result) =>
        result.RequeueAfter is { } after ? ReconcileResult.After(after) : result.IsSuccess ? ReconcileResult.Done : ReconcileResult.Failed;
}
