using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Http;
using Loadline.Simulator.Objects;

namespace Loadline.Simulator.OpenApi;

/// <summary>
/// OpenAPI documents of a catalog, as far as clients read them: definitions with their group, version and kind, and the paths by which kubectl
/// finds a resource's kind and the server's support of field validation.
/// </summary>
internal sealed class OpenApiDocuments(SchemaCache schemas)
{
    /// <summary><c>/openapi/v2</c>: everything in one document.</summary>
    public JsonObject V2(ApiCatalog catalog, string serverVersion)
    {
        var definitions = new JsonObject();
        var paths = new JsonObject();
        foreach (var resource in catalog.Resources)
        {
            Define(resource, definitions, OpenApiVersion.V2);
            AddPaths(resource, paths, OpenApiVersion.V2);
        }
        return new JsonObject
        {
            ["swagger"] = "2.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = serverVersion },
            ["paths"] = paths,
            ["definitions"] = definitions,
        };
    }

    /// <summary><c>/openapi/v3</c>: where the documents of the group versions are.</summary>
    public static JsonObject V3Index(ApiCatalog catalog, string hash)
    {
        var paths = new JsonObject();
        foreach (var path in catalog.Resources.Select(PathOf).Distinct())
        {
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={hash}" };
        }
        return new JsonObject { ["paths"] = paths };
    }

    /// <summary><c>/openapi/v3/apis/{group}/{version}</c>; null where it is not served.</summary>
    public JsonObject? V3(ApiCatalog catalog, string group, string version, string serverVersion)
    {
        var served = catalog.In(group, version);
        if (served.IsEmpty) return null;
        var definitions = new JsonObject();
        var paths = new JsonObject();
        foreach (var resource in served)
        {
            Define(resource, definitions, OpenApiVersion.V3);
            AddPaths(resource, paths, OpenApiVersion.V3);
        }
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = serverVersion },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = definitions },
        };
    }

    private static string PathOf(ApiResource resource) =>
        resource.Group.Length == 0 ? $"api/{resource.Version}" : $"apis/{resource.Group}/{resource.Version}";

    private void Define(ApiResource resource, JsonObject definitions, OpenApiVersion version)
    {
        // Group "loadline.io" gives "io.loadline.v1alpha1.MemberCluster".
        var reversed = string.Join('.', resource.Group.Split('.').Reverse());
        schemas.TypeOf(resource).ToOpenApi(
            definitions,
            version,
            $"{(reversed.Length == 0 ? "io.k8s.api.core" : reversed)}.{resource.Version}.{resource.Kind}",
            new GroupVersionKind(resource.Group, resource.Version, resource.Kind));
    }

    private static void AddPaths(ApiResource resource, JsonObject paths, OpenApiVersion version)
    {
        var prefix = $"/{PathOf(resource)}{(resource.Namespaced ? "/namespaces/{namespace}" : "")}/{resource.Plural}";
        var collection = new JsonObject();
        var item = new JsonObject();
        foreach (var verb in resource.Verbs)
        {
            switch (verb)
            {
                case "list": collection["get"] = Operation(resource, "list", version, false); break;
                case "create": collection["post"] = Operation(resource, "post", version, true); break;
                case "get": item["get"] = Operation(resource, "get", version, false); break;
                case "update": item["put"] = Operation(resource, "put", version, true); break;
                case "patch": item["patch"] = Operation(resource, "patch", version, true); break;
                case "delete": item["delete"] = Operation(resource, "delete", version, false); break;
            }
        }
        paths[prefix] = collection;
        if (item.Count > 0) paths[prefix + "/{name}"] = item;
    }

    private static JsonObject Operation(ApiResource resource, string action, OpenApiVersion version, bool writes)
    {
        var parameters = new JsonArray();
        foreach (var name in writes ? (string[])["dryRun", "fieldManager", "fieldValidation"] : [])
        {
            var parameter = new JsonObject { ["name"] = name, ["in"] = "query" };
            if (version == OpenApiVersion.V2) parameter["type"] = "string";
            else parameter["schema"] = new JsonObject { ["type"] = "string" };
            parameters.Add((JsonNode)parameter);
        }
        return new JsonObject
        {
            ["operationId"] = $"{action}{resource.Group}{resource.Version}{resource.Kind}",
            ["parameters"] = parameters,
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
            ["x-kubernetes-action"] = action,
            ["x-kubernetes-group-version-kind"] = new JsonObject
            {
                ["group"] = resource.Group,
                ["version"] = resource.Version,
                ["kind"] = resource.Kind,
            },
        };
    }
}
