using System.Text.Json.Serialization.Metadata;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Entities;

/// <summary>Which resource an entity type stands for and how it is written as JSON.</summary>
/// <typeparam name="TEntity">Entity.</typeparam>
/// <param name="Resource">Resource.</param>
/// <param name="Json">Source-generated serialisation.</param>
public sealed record EntityDefinition<TEntity>(ResourceType Resource, JsonTypeInfo<TEntity> Json)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;
