using System.Collections.Immutable;

namespace Loadline.Simulator.Catalog;

/// <summary>What a server serves at one moment; immutable.</summary>
internal sealed class ApiCatalog
{
    private readonly Dictionary<(string Group, string Version, string Plural), ApiResource> _byPath;
    private readonly Dictionary<(string Group, string Version), ImmutableArray<ApiResource>> _byGroupVersion;

    public ApiCatalog(IEnumerable<ApiResource> resources, long generation)
    {
        Generation = generation;
        Resources = [.. resources];
        _byPath = [];
        foreach (var resource in Resources) _byPath.TryAdd((resource.Group, resource.Version, resource.Plural), resource);
        _byGroupVersion = Resources.GroupBy(resource => (resource.Group, resource.Version)).ToDictionary(group => group.Key, group => group.ToImmutableArray());
    }

    /// <summary>Counts changes; the ETag of discovery and OpenAPI documents.</summary>
    public long Generation { get; }

    public ImmutableArray<ApiResource> Resources { get; }

    /// <summary>Non-core groups in order of discovery, each with its versions, preferred first.</summary>
    public IEnumerable<(string Group, IReadOnlyList<string> Versions)> Groups() =>
        Resources.Where(resource => resource.Group.Length > 0)
            .GroupBy(resource => resource.Group)
            .Select(group => (group.Key, (IReadOnlyList<string>)[.. group.Select(resource => resource.Version).Distinct().OrderDescending(VersionOrder.Instance)]));

    public ApiResource? Find(string group, string version, string plural) => _byPath.GetValueOrDefault((group, version, plural));

    public ImmutableArray<ApiResource> In(string group, string version) => _byGroupVersion.GetValueOrDefault((group, version), []);

    /// <summary>The served kind of an <c>apiVersion</c> and <c>kind</c>, or null.</summary>
    public ApiResource? FindKind(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
        foreach (var resource in In(group, version))
        {
            if (resource.Kind == kind) return resource;
        }
        return null;
    }

    /// <summary>The preferred served version of what is stored there, or null where it is not served.</summary>
    public ApiResource? FindStored(Storage.GroupResource storage)
    {
        ApiResource? best = null;
        foreach (var resource in Resources)
        {
            if (resource.Id != storage) continue;
            if (best is null || VersionOrder.Instance.Compare(resource.Version, best.Version) > 0) best = resource;
        }
        return best;
    }
}
