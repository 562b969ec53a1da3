using System.Collections.Frozen;
using System.Text.Json;

namespace Loadline.Kubernetes.Client;

/// <summary>
/// What an API server serves: kind ↔ resource. Loaded by aggregated discovery (two requests), or group by group from servers that do
/// not know it; an unknown kind reloads at most once a second.
/// </summary>
public sealed class RestMapper(KubeClient client, TimeProvider time)
{
    private const string Aggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    private readonly Lock _gate = new();
    private Task<FrozenDictionary<(string, string), ResourceType>>? _loading;
    private FrozenDictionary<(string ApiVersion, string Kind), ResourceType>? _byKind;
    private long _loadedAt;

    /// <summary>All resources that can be listed, in the server's order; loads on first use.</summary>
    public async Task<IReadOnlyCollection<ResourceType>> ResourcesAsync(CancellationToken ct) => (await LoadedAsync(ct)).Values;

    /// <summary>The resource of a kind; null when the server does not serve it.</summary>
    public async Task<ResourceType?> FindAsync(string apiVersion, string kind, CancellationToken ct)
    {
        var map = await LoadedAsync(ct);
        if (map.TryGetValue((apiVersion, kind), out var resource)) return resource;
        if (time.GetElapsedTime(_loadedAt) < TimeSpan.FromSeconds(1)) return null;
        return (await ReloadAsync(ct)).GetValueOrDefault((apiVersion, kind));
    }

    /// <summary>The resource of a kind from what was last loaded; null when unknown or not loaded.</summary>
    public ResourceType? Known(string apiVersion, string kind) => _byKind?.GetValueOrDefault((apiVersion, kind));

    /// <summary>Groups with versions that the last load could not read, because an aggregated API behind them does not answer.</summary>
    public IReadOnlyCollection<string> Unavailable { get; private set; } = [];

    /// <summary>Asks the server again.</summary>
    public async Task<IReadOnlyDictionary<(string ApiVersion, string Kind), ResourceType>> RefreshAsync(CancellationToken ct) => await ReloadAsync(ct);

    private async ValueTask<FrozenDictionary<(string, string), ResourceType>> LoadedAsync(CancellationToken ct) => _byKind ?? await ReloadAsync(ct);

    /// <summary>Concurrent callers share one load; a caller that gives up does not stop it for the others.</summary>
    private Task<FrozenDictionary<(string, string), ResourceType>> ReloadAsync(CancellationToken ct)
    {
        Task<FrozenDictionary<(string, string), ResourceType>> load;
        lock (_gate) load = _loading is { IsCompleted: false } running ? running : _loading = LoadAsync(CancellationToken.None);
        return load.WaitAsync(ct);
    }

    private async Task<FrozenDictionary<(string, string), ResourceType>> LoadAsync(CancellationToken ct)
    {
        var found = new Dictionary<(string, string), ResourceType>();
        var unavailable = new List<string>();
        await LoadRootAsync("/api", found, unavailable, ct);
        await LoadRootAsync("/apis", found, unavailable, ct);
        Unavailable = unavailable;
        _loadedAt = time.GetTimestamp();
        return _byKind = found.ToFrozenDictionary();
    }

    private async Task LoadRootAsync(string path, Dictionary<(string, string), ResourceType> found, List<string> unavailable, CancellationToken ct)
    {
        using var document = JsonDocument.Parse(await client.GetRawAsync(path, Aggregated, ct));
        var root = document.RootElement;
        if (root.GetProperty("kind").GetString() == "APIGroupDiscoveryList")
        {
            foreach (var group in root.GetProperty("items").EnumerateArray()) AddAggregated(group, found, unavailable);
            return;
        }

        var versions = path == "/api"
            ? root.GetProperty("versions").EnumerateArray().Select(v => $"/api/{v.GetString()}")
            : root.GetProperty("groups").EnumerateArray().SelectMany(g => g.GetProperty("versions").EnumerateArray())
                .Select(v => $"/apis/{v.GetProperty("groupVersion").GetString()}");
        foreach (var version in versions.ToList())
        {
            try
            {
                using var list = JsonDocument.Parse(await client.GetRawAsync(version, null, ct));
                AddLegacy(list.RootElement, found);
            }
            catch (StatusException e) when ((int)e.Code is 404 or 503)
            {
                // One aggregated API that is down must not hide the others.
                unavailable.Add(version[(version.IndexOf('/', 1) + 1)..]);
            }
        }
    }

    private static void AddAggregated(JsonElement group, Dictionary<(string, string), ResourceType> found, List<string> unavailable)
    {
        var name = group.GetProperty("metadata").TryGetProperty("name", out var n) ? n.GetString() ?? "" : "";
        foreach (var version in group.GetProperty("versions").EnumerateArray())
        {
            if (version.TryGetProperty("freshness", out var freshness) && freshness.ValueEquals("Stale"u8))
                unavailable.Add($"{name}/{version.GetProperty("version").GetString()}");
            if (!version.TryGetProperty("resources", out var resources)) continue;
            foreach (var resource in resources.EnumerateArray())
            {
                if (!Lists(resource) || !resource.TryGetProperty("responseKind", out var kind)) continue;
                Add(found, new(name, version.GetProperty("version").GetString()!, resource.GetProperty("resource").GetString()!,
                    kind.GetProperty("kind").GetString()!, resource.GetProperty("scope").GetString() == "Namespaced"));
            }
        }
    }

    private static void AddLegacy(JsonElement list, Dictionary<(string, string), ResourceType> found)
    {
        var groupVersion = list.GetProperty("groupVersion").GetString()!;
        var slash = groupVersion.IndexOf('/', StringComparison.Ordinal);
        var group = slash < 0 ? "" : groupVersion[..slash];
        foreach (var resource in list.GetProperty("resources").EnumerateArray())
        {
            var plural = resource.GetProperty("name").GetString()!;
            if (plural.Contains('/') || !Lists(resource)) continue;
            Add(found, new(group, groupVersion[(slash + 1)..], plural, resource.GetProperty("kind").GetString()!, resource.GetProperty("namespaced").GetBoolean()));
        }
    }

    private static bool Lists(JsonElement resource) =>
        resource.TryGetProperty("verbs", out var verbs) && verbs.EnumerateArray().Any(static v => v.ValueEquals("list"u8));

    private static void Add(Dictionary<(string, string), ResourceType> found, ResourceType resource) => found.TryAdd((resource.ApiVersion, resource.Kind), resource);
}
