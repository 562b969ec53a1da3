using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Controllers;

/// <summary>Takes down what an entity stood for before the entity goes. Its finalizer is on the entity before the controller sees it (FN1) and comes off after success.</summary>
/// <typeparam name="TEntity">Entity.</typeparam>
public interface IEntityFinalizer<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Called until it succeeds; may be called again after a crash, so it must bear repetition.</summary>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
