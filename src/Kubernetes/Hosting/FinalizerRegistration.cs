using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Hosting;

/// <summary>One finalizer of an operator, as it was added.</summary>
/// <param name="Identifier">Name on the entity.</param>
/// <param name="Create">Makes it.</param>
internal sealed record FinalizerRegistration<TEntity>(string Identifier, Func<IServiceProvider, IEntityFinalizer<TEntity>> Create)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;
