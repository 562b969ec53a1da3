using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Discovery;

/// <summary>The discovery documents of a catalog: the old ones, one per group version, and the aggregated ones.</summary>
internal static class DiscoveryDocuments
{
    public static JsonObject CoreVersions(string address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    public static JsonObject GroupList(ApiCatalog catalog) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. catalog.Groups().Select(group => Group(group.Group, group.Versions))]),
    };

    /// <summary>One group, or null where it is not served.</summary>
    public static JsonObject? Group(ApiCatalog catalog, string name)
    {
        foreach (var group in catalog.Groups())
        {
            if (group.Group != name) continue;
            var document = Group(group.Group, group.Versions);
            document.Insert(0, "kind", "APIGroup");
            document.Insert(1, "apiVersion", "v1");
            return document;
        }
        return null;
    }

    /// <summary>Resources of one group version, or null where it is not served.</summary>
    public static JsonObject? ResourceList(ApiCatalog catalog, string group, string version)
    {
        var served = catalog.In(group, version);
        if (served.IsEmpty) return null;
        var resources = new JsonArray();
        foreach (var resource in served)
        {
            resources.Add((JsonNode)Resource(resource));
            foreach (var sub in Subresources.Of(resource)) resources.Add((JsonNode)Subresource(resource, sub));
        }
        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = resources,
        };
    }

    /// <summary>The aggregated document of <c>/api</c> (core) or <c>/apis</c>.</summary>
    public static JsonObject Aggregated(ApiCatalog catalog, bool core, string discoveryVersion)
    {
        var groups = core ? [("", (IReadOnlyList<string>)["v1"])] : catalog.Groups();
        return new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = "apidiscovery.k8s.io/" + discoveryVersion,
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. groups.Select(group => AggregatedGroup(catalog, group.Item1, group.Item2))]),
        };
    }

    private static JsonObject AggregatedGroup(ApiCatalog catalog, string group, IReadOnlyList<string> versions)
    {
        var metadata = new JsonObject();
        if (group.Length > 0) metadata["name"] = group;
        metadata["creationTimestamp"] = null;
        return new JsonObject
        {
            ["metadata"] = metadata,
            ["versions"] = new JsonArray([.. versions.Select(version => new JsonObject
            {
                ["version"] = version,
                ["resources"] = new JsonArray([.. catalog.In(group, version).Select(AggregatedResource)]),
                ["freshness"] = "Current",
            })]),
        };
    }

    private static JsonObject AggregatedResource(ApiResource resource)
    {
        var entry = new JsonObject
        {
            ["resource"] = resource.Plural,
            ["responseKind"] = Kind(resource.Group, resource.Version, resource.Kind),
            ["scope"] = resource.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.Singular,
            ["verbs"] = resource.Verbs.ToJsonArray(),
        };
        if (resource.ShortNames.Count > 0) entry["shortNames"] = resource.ShortNames.ToJsonArray();
        if (resource.Categories.Count > 0) entry["categories"] = resource.Categories.ToJsonArray();
        var subresources = new JsonArray();
        foreach (var sub in Subresources.Of(resource))
        {
            subresources.Add((JsonNode)new JsonObject
            {
                ["subresource"] = sub.Name,
                ["responseKind"] = Kind(sub.Group, sub.Version, sub.Kind),
                ["verbs"] = sub.Verbs.ToJsonArray(),
            });
        }
        if (subresources.Count > 0) entry["subresources"] = subresources;
        return entry;
    }

    private static JsonObject Group(string name, IReadOnlyList<string> versions)
    {
        JsonObject Version(string version) => new() { ["groupVersion"] = $"{name}/{version}", ["version"] = version };
        return new JsonObject
        {
            ["name"] = name,
            ["versions"] = new JsonArray([.. versions.Select(Version)]),
            ["preferredVersion"] = Version(versions[0]),
        };
    }

    private static JsonObject Resource(ApiResource resource)
    {
        var entry = new JsonObject
        {
            ["name"] = resource.Plural,
            ["singularName"] = resource.Singular,
            ["namespaced"] = resource.Namespaced,
            ["kind"] = resource.Kind,
            ["verbs"] = resource.Verbs.ToJsonArray(),
        };
        if (resource.ShortNames.Count > 0) entry["shortNames"] = resource.ShortNames.ToJsonArray();
        if (resource.Categories.Count > 0) entry["categories"] = resource.Categories.ToJsonArray();
        entry["storageVersionHash"] = "";
        return entry;
    }

    private static JsonObject Subresource(ApiResource resource, Subresource sub)
    {
        var entry = new JsonObject { ["name"] = $"{resource.Plural}/{sub.Name}", ["singularName"] = "", ["namespaced"] = resource.Namespaced };
        if (sub.Group != resource.Group || sub.Version != resource.Version)
        {
            entry["group"] = sub.Group;
            entry["version"] = sub.Version;
        }
        entry["kind"] = sub.Kind;
        entry["verbs"] = sub.Verbs.ToJsonArray();
        return entry;
    }

    private static JsonObject Kind(string group, string version, string kind) => new() { ["group"] = group, ["version"] = version, ["kind"] = kind };
}
