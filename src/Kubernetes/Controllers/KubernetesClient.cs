using System.Text;
using System.Text.Json;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Controllers;

/// <summary>Entities over a <see cref="KubeClient"/>.</summary>
/// <param name="client">API server.</param>
/// <param name="entities">The entity types that are known; others are refused.</param>
/// <param name="fieldManager">Who owns the fields that are written (SA2).</param>
public sealed class KubernetesClient(KubeClient client, EntityCatalog entities, string fieldManager) : IKubernetesClient
{
    /// <inheritdoc/>
    public async Task<TEntity?> GetAsync<TEntity>(string name, string? @namespace = null, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var definition = entities.Get<TEntity>();
        return (await client.GetAsync(definition.Resource, @namespace, name, cancellationToken))?.As(definition.Json);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TEntity>> ListAsync<TEntity>(string? @namespace = null, string? labelSelector = null, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var definition = entities.Get<TEntity>();
        var list = await client.ListAsync(definition.Resource, @namespace, new() { LabelSelector = labelSelector }, cancellationToken);
        return [.. list.Items.Select(item => item.As(definition.Json))];
    }

    /// <inheritdoc/>
    public async Task<TEntity> CreateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var definition = entities.Get<TEntity>();
        return (await client.CreateAsync(definition.Resource, entity.Metadata?.Namespace, Json(entity, definition), fieldManager, cancellationToken)).As(definition.Json);
    }

    /// <inheritdoc/>
    public Task<TEntity> UpdateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        ReplaceAsync(entity, null, cancellationToken);

    /// <inheritdoc/>
    public Task<TEntity> UpdateStatusAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        ReplaceAsync(entity, "status", cancellationToken);

    /// <inheritdoc/>
    public Task<TEntity> SaveAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        string.IsNullOrEmpty(entity.Metadata?.ResourceVersion) ? CreateAsync(entity, cancellationToken) : UpdateAsync(entity, cancellationToken);

    /// <inheritdoc/>
    public async Task<TEntity> ApplyAsync<TEntity>(TEntity entity, bool force = false, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var definition = entities.Get<TEntity>();
        var applied = await client.ApplyAsync(definition.Resource, entity.Metadata?.Namespace, Name(entity), Json(entity, definition), fieldManager, force, cancellationToken);
        return applied.As(definition.Json);
    }

    /// <inheritdoc/>
    public Task DeleteAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        client.DeleteAsync(entities.Get<TEntity>().Resource, entity.Metadata?.Namespace, Name(entity), new() { Uid = entity.Metadata?.Uid }, cancellationToken);

    private async Task<TEntity> ReplaceAsync<TEntity>(TEntity entity, string? subresource, CancellationToken ct)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var definition = entities.Get<TEntity>();
        var json = Json(entity, definition);
        return (await client.ReplaceAsync(definition.Resource, entity.Metadata?.Namespace, Name(entity), json, fieldManager, ct, subresource)).As(definition.Json);
    }

    private static string Name<TEntity>(TEntity entity)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        entity.Metadata?.Name ?? throw new ArgumentException("the entity has no name", nameof(entity));

    // An entity that was made by hand need not repeat what its type says.
    private static byte[] Json<TEntity>(TEntity entity, EntityDefinition<TEntity> definition)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        if (entity is { ApiVersion.Length: > 0, Kind.Length: > 0 }) return JsonSerializer.SerializeToUtf8Bytes(entity, definition.Json);
        var json = JsonSerializer.SerializeToNode(entity, definition.Json)!.AsObject();
        json["apiVersion"] = definition.Resource.ApiVersion;
        json["kind"] = definition.Resource.Kind;
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
