using Loadline.Kubernetes.Client;

namespace Loadline.Kubernetes.Informers;

/// <summary>What a reflector watches.</summary>
/// <param name="Resource">Resource.</param>
/// <param name="Namespace">One namespace; null for all.</param>
/// <param name="LabelSelector">Label selector in text form; null for all.</param>
/// <param name="FieldSelector">Field selector in text form; null for all.</param>
public sealed record ReflectorTarget(ResourceType Resource, string? Namespace = null, string? LabelSelector = null, string? FieldSelector = null);
