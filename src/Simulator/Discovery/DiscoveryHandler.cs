using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;
using Microsoft.AspNetCore.Http;

namespace Loadline.Simulator.Discovery;

/// <summary>Answers <c>/api</c>, <c>/apis</c>, their group versions, and <c>/version</c>.</summary>
internal sealed class DiscoveryHandler(ServerContext server)
{
    private const string Group = "apidiscovery.k8s.io";

    /// <summary>Null where <paramref name="path"/> is no discovery path.</summary>
    public Task? TryHandle(HttpContext http, string[] path)
    {
        var catalog = server.Catalog.Current;
        return path switch
        {
            ["api"] => RootAsync(http, catalog, core: true),
            ["apis"] => RootAsync(http, catalog, core: false),
            ["api", var version] => Document(http, DiscoveryDocuments.ResourceList(catalog, "", version)),
            ["apis", var group] => Document(http, DiscoveryDocuments.Group(catalog, group)),
            ["apis", var group, var version] => Document(http, DiscoveryDocuments.ResourceList(catalog, group, version)),
            _ => null,
        };
    }

    public JsonObject Version()
    {
        var parts = server.Options.GitVersion.TrimStart('v').Split('.');
        return new JsonObject
        {
            ["major"] = parts[0],
            ["minor"] = parts.Length > 1 ? parts[1] : "0",
            ["gitVersion"] = server.Options.GitVersion,
            ["gitCommit"] = "0000000000000000000000000000000000000000",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "2026-01-01T00:00:00Z",
            ["goVersion"] = "go1.25.0",
            ["compiler"] = "gc",
            ["platform"] = "linux/amd64",
        };
    }

    private Task RootAsync(HttpContext http, ApiCatalog catalog, bool core)
    {
        foreach (var version in (ReadOnlySpan<string>)["v2", "v2beta1"])
        {
            if (!OutputForm.Asks(http.Request, Group, version, "APIGroupDiscoveryList")) continue;
            return JsonResponse.WriteTaggedAsync(
                http,
                DiscoveryDocuments.Aggregated(catalog, core, version).ToUtf8(),
                $"{server.CatalogTag(catalog)}-{(core ? "api" : "apis")}-{version}",
                $"application/json;g={Group};v={version};as=APIGroupDiscoveryList");
        }
        return JsonResponse.WriteAsync(http, 200, core ? DiscoveryDocuments.CoreVersions(http.Request.Host.Value ?? "") : DiscoveryDocuments.GroupList(catalog));
    }

    private static Task Document(HttpContext http, JsonObject? document) =>
        JsonResponse.WriteAsync(http, 200, document ?? throw ApiException.NoSuchPath());
}
