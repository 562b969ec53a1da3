using Loadline.Kubernetes.Client;

namespace Loadline.Kubernetes.Informers;

/// <summary>What a reflector watches.</summary>
/// <param name="Resource">Resource.</param>
/// <param name="Namespace">One namespace; null for all.</param>
/// <param name="LabelSelector">Label selector in text form; null for all.</param>
/// <param name="FieldSelector">Field selector in text form; null for all.</param>
/// <param name="Shard">Part of the objects; null for all. What a server sends besides is dropped (RF15).</param>
public sealed record ReflectorTarget(
    ResourceType Resource, string? Namespace = null, string? LabelSelector = null, string? FieldSelector = null, ShardSelector? Shard = null)
{
    /// <summary>Whether an object that a server sent is of the part that was asked for: servers without that feature send all (RF15).</summary>
    internal bool Includes(KubeObject item) => Shard is null || Shard.Contains(item);
}
