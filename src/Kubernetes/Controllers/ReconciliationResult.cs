using System.Diagnostics.CodeAnalysis;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Controllers;

/// <summary>What became of an entity (CL1). A failure comes back after its back-off, or after the time that it names; it is never dropped.</summary>
/// <typeparam name="TEntity">Entity.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "KubeOps' shape.")]
public sealed record ReconciliationResult<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private ReconciliationResult(TEntity entity) => Entity = entity;

    /// <summary>The entity.</summary>
    public TEntity Entity { get; }

    /// <summary>Whether it is as it should be, as far as the controller can tell.</summary>
    public bool IsSuccess { get; private init; }

    /// <summary>What is wrong; null after success.</summary>
    public string? ErrorMessage { get; private init; }

    /// <summary>The error behind it, where there is one.</summary>
    public Exception? Error { get; private init; }

    /// <summary>When to look again; null for the next change after success, for the back-off after failure.</summary>
    public TimeSpan? RequeueAfter { get; init; }

    /// <summary>All is well.</summary>
    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null) => new(entity) { IsSuccess = true, RequeueAfter = requeueAfter };

    /// <summary>Something is wrong that was seen and said.</summary>
    public static ReconciliationResult<TEntity> Failure(TEntity entity, string errorMessage, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new(entity) { ErrorMessage = errorMessage, Error = error, RequeueAfter = requeueAfter };
}
