namespace Loadline.Kubernetes.Client;

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects.</param>
/// <param name="ResourceVersion">Version that the list is a snapshot of.</param>
/// <param name="Continue">Token of the next page; null on the last.</param>
public sealed record KubeList(IReadOnlyList<KubeObject> Items, string ResourceVersion, string? Continue);
