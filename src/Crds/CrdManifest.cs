namespace Loadline.Crds;

/// <summary>A CustomResourceDefinition, ready to be sent to an API server.</summary>
/// <param name="Name">Name of the object, for example <c>propagationpolicies.loadline.io</c>.</param>
/// <param name="Json">The object in UTF-8 JSON.</param>
public sealed record CrdManifest(string Name, ReadOnlyMemory<byte> Json);
