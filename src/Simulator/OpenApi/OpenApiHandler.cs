using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;
using Microsoft.AspNetCore.Http;

namespace Loadline.Simulator.OpenApi;

/// <summary>Answers <c>/openapi/v2</c> and <c>/openapi/v3</c> in JSON, the former also in protobuf.</summary>
internal sealed class OpenApiHandler(ServerContext server, SchemaCache schemas)
{
    private const string V2Protobuf = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private readonly OpenApiDocuments _documents = new(schemas);

    /// <summary>Null where <paramref name="path"/> is no OpenAPI path.</summary>
    public Task? TryHandle(HttpContext http, string[] path)
    {
        var catalog = server.Catalog.Current;
        var (version, tag) = (server.Options.GitVersion, server.CatalogTag(catalog));
        if (path is ["openapi", "v2"]) return V2Async(http, _documents.V2(catalog, version), tag);
        var document = path switch
        {
            ["openapi", "v3"] => OpenApiDocuments.V3Index(catalog, tag),
            ["openapi", "v3", "api", var core] => _documents.V3(catalog, "", core, version) ?? throw ApiException.NoSuchPath(),
            ["openapi", "v3", "apis", var group, var of] => _documents.V3(catalog, group, of, version) ?? throw ApiException.NoSuchPath(),
            _ => null,
        };
        return document is null ? null : JsonResponse.WriteTaggedAsync(http, document.ToUtf8(), $"{tag}-{string.Join('-', path)}");
    }

    private static Task V2Async(HttpContext http, JsonObject document, string tag)
    {
        var accept = http.Request.Headers.Accept.ToString();
        return accept.Contains("proto-openapi.spec.v2", StringComparison.Ordinal)
            ? JsonResponse.WriteTaggedAsync(http, OpenApiV2Protobuf.Encode(document), tag + "-v2-protobuf", V2Protobuf)
            : JsonResponse.WriteTaggedAsync(http, document.ToUtf8(), tag + "-v2-json");
    }
}
