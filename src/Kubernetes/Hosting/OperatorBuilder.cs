using System.Text.Json.Serialization.Metadata;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Loadline.Kubernetes.Hosting;

/// <inheritdoc/>
internal sealed class OperatorBuilder(IServiceCollection services, OperatorSettings settings, EntityCatalog entities) : IOperatorBuilder
{
    private const int LongestName = 63;

    private static readonly Func<StoreChange, bool> WrittenByUsers =
        ChangePredicates.Any(ChangePredicates.GenerationChanged, ChangePredicates.LabelsChanged, ChangePredicates.AnnotationsChanged);

    public IServiceCollection Services => services;

    public OperatorSettings Settings => settings;

    public IOperatorBuilder AddController<TImplementation, TEntity>(JsonTypeInfo<TEntity> json, string? labelSelector = null, Func<StoreChange, bool>? when = null)
        where TImplementation : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        services.TryAddSingleton<TImplementation>();
        services.AddSingleton<IEntityRegistration>(new EntityRegistration<TImplementation, TEntity>(entities.Add(json), settings, labelSelector, when ?? WrittenByUsers));
        return this;
    }

    public IOperatorBuilder AddFinalizer<TImplementation, TEntity>(string identifier)
        where TImplementation : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(identifier);
        if (identifier.IndexOf('/') is not (> 0 and var slash) || identifier.Length - slash - 1 is < 1 or > LongestName)
            throw new ArgumentException($"'{identifier}' is no finalizer: domain/name, with at most {LongestName} characters after the slash", nameof(identifier));
        services.TryAddSingleton<TImplementation>();
        services.AddSingleton(new FinalizerRegistration<TEntity>(identifier, static s => s.GetRequiredService<TImplementation>()));
        return this;
    }
}
