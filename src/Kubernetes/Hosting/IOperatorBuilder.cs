using System.Text.Json.Serialization.Metadata;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Loadline.Kubernetes.Hosting;

/// <summary>Adds controllers and finalizers to an operator. The shape is KubeOps'; entities bring their source-generated serialisation.</summary>
public interface IOperatorBuilder
{
    /// <summary>Where services are registered.</summary>
    IServiceCollection Services { get; }

    /// <summary>Settings.</summary>
    OperatorSettings Settings { get; }

    /// <summary>Adds a controller of an entity.</summary>
    /// <param name="json">Serialisation of the entity.</param>
    /// <param name="labelSelector">Entities to watch; null for all.</param>
    /// <param name="when">Changes to reconcile; null: those of spec, labels and annotations (CL8).</param>
    IOperatorBuilder AddController<TImplementation, TEntity>(JsonTypeInfo<TEntity> json, string? labelSelector = null, Func<StoreChange, bool>? when = null)
        where TImplementation : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Adds a finalizer of an entity that has a controller.</summary>
    /// <param name="identifier">Finalizer: <c>domain/name</c>, with at most 63 characters after the slash (FN2).</param>
    /// <exception cref="ArgumentException">The identifier is none.</exception>
    IOperatorBuilder AddFinalizer<TImplementation, TEntity>(string identifier)
        where TImplementation : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;
}
