using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Controllers;

/// <summary>Brings the world closer to what an entity says. The shape is KubeOps'; what it is given comes from a cache, and nothing it does is dropped.</summary>
/// <typeparam name="TEntity">Entity.</typeparam>
public interface IEntityController<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Called for an entity that is new, changed, or due again.</summary>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>Called once an entity is gone, with its last known state.</summary>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken);
}
