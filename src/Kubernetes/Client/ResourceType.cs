namespace Loadline.Kubernetes.Client;

/// <summary>One resource of an API server: where it lives and how it is named.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">API version.</param>
/// <param name="Plural">Plural name, the one in URLs.</param>
/// <param name="Kind">Kind, the one in manifests.</param>
/// <param name="Namespaced">False for cluster-scoped resources.</param>
public sealed record ResourceType(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    private readonly string _prefix = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";

    /// <summary>Group and version as manifests write them.</summary>
    public string ApiVersion { get; } = Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>URL path of the collection; over all namespaces when <paramref name="ns"/> is null.</summary>
    public string CollectionPath(string? ns) =>
        Namespaced && ns is not null ? $"{_prefix}/namespaces/{ns}/{Plural}" : $"{_prefix}/{Plural}";

    /// <summary>URL path of one object, or of one of its subresources.</summary>
    /// <exception cref="ArgumentException">The resource is namespaced and no namespace was given.</exception>
    public string ObjectPath(string? ns, string name, string? subresource = null)
    {
        if (Namespaced && string.IsNullOrEmpty(ns)) throw new ArgumentException($"{Plural} are namespaced: a namespace is needed for '{name}'", nameof(ns));
        var path = $"{CollectionPath(ns)}/{Uri.EscapeDataString(name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }

    /// <inheritdoc/>
    public bool Equals(ResourceType? other) =>
        other is not null && Plural == other.Plural && Group == other.Group && Version == other.Version && Namespaced == other.Namespaced && Kind == other.Kind;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Group, Version, Plural);

    /// <inheritdoc/>
    public override string ToString() => Group.Length == 0 ? $"{Plural}.{Version}" : $"{Plural}.{Version}.{Group}";
}
