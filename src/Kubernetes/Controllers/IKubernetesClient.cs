using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Controllers;

/// <summary>
/// Reads and writes entities of one API server. The shape is KubeOps'. Every method throws <see cref="Client.StatusException"/> when the server refuses.
/// </summary>
public interface IKubernetesClient
{
    /// <summary>The entity; null when there is none.</summary>
    Task<TEntity?> GetAsync<TEntity>(string name, string? @namespace = null, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>All entities, of one namespace or of all.</summary>
    Task<IReadOnlyList<TEntity>> ListAsync<TEntity>(string? @namespace = null, string? labelSelector = null, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Creates an entity.</summary>
    Task<TEntity> CreateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces an entity in the state that was read.</summary>
    Task<TEntity> UpdateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces the status of an entity in the state that was read.</summary>
    Task<TEntity> UpdateStatusAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Creates the entity when it carries no version, replaces it otherwise.</summary>
    Task<TEntity> SaveAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Applies a complete intent: creates the entity, or changes the fields of it that are ours (SA1, SA3).</summary>
    /// <param name="entity">The intent; without bookkeeping.</param>
    /// <param name="force">Take fields that others own (SA4).</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<TEntity> ApplyAsync<TEntity>(TEntity entity, bool force = false, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Asks for the deletion of exactly this entity; does nothing when it is gone.</summary>
    Task DeleteAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;
}
