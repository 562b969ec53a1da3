using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Entities;

/// <summary>The entity types of an operator.</summary>
public sealed class EntityCatalog
{
    private readonly Dictionary<Type, object> _definitions = [];

    /// <summary>
    /// Adds a type by its <see cref="KubernetesEntityAttribute"/> and <see cref="EntityScopeAttribute"/>, which are read by reflection this once; the last definition
    /// of a type counts.
    /// </summary>
    /// <param name="json">Source-generated serialisation.</param>
    /// <exception cref="ArgumentException">The type says nothing about its kind.</exception>
    public EntityDefinition<TEntity> Add<TEntity>(JsonTypeInfo<TEntity> json)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var entity = typeof(TEntity).GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new ArgumentException($"{typeof(TEntity).Name} has no [KubernetesEntity]", nameof(json));
        var kind = entity.Kind.Length > 0 ? entity.Kind : typeof(TEntity).Name;
        var plural = entity.PluralName.Length > 0 ? entity.PluralName : kind.ToLowerInvariant() + "s";
        var isCluster = typeof(TEntity).GetCustomAttribute<EntityScopeAttribute>()?.Scope == EntityScope.Cluster;
        var definition = new EntityDefinition<TEntity>(new(entity.Group, entity.ApiVersion, plural, kind, !isCluster), json);
        _definitions[typeof(TEntity)] = definition;
        return definition;
    }

    /// <summary>What is known of a type.</summary>
    /// <exception cref="InvalidOperationException">Nothing.</exception>
    public EntityDefinition<TEntity> Get<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        _definitions.TryGetValue(typeof(TEntity), out var definition)
            ? (EntityDefinition<TEntity>)definition
            : throw new InvalidOperationException($"{typeof(TEntity).Name} was not added to the operator");
}
