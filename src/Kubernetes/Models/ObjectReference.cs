namespace Loadline.Kubernetes.Models;

/// <summary>Enough to find an object again: what events and bindings point with.</summary>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Namespace">Namespace; null for cluster-scoped objects.</param>
/// <param name="Name">Name.</param>
/// <param name="Uid">Uid; null when unknown.</param>
public sealed record ObjectReference(string ApiVersion, string Kind, string? Namespace, string Name, string? Uid = null);
