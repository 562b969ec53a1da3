using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Microsoft.AspNetCore.Http;

namespace Loadline.Simulator.Http;

/// <summary>Writes complete JSON answers.</summary>
internal static class JsonResponse
{
    public static Task WriteAsync(HttpContext http, int code, JsonNode body, string contentType = "application/json") =>
        WriteAsync(http, code, body.ToUtf8(), contentType);

    public static async Task WriteAsync(HttpContext http, int code, ReadOnlyMemory<byte> body, string contentType = "application/json")
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        http.Response.Headers.CacheControl = "no-cache, private";
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>An answer that clients revalidate by ETag, as they do with OpenAPI and aggregated discovery.</summary>
    public static Task WriteTaggedAsync(HttpContext http, ReadOnlyMemory<byte> body, string etag, string contentType = "application/json")
    {
        var quoted = $"\"{etag}\"";
        http.Response.Headers.ETag = quoted;
        http.Response.Headers.Vary = "Accept";
        if (http.Request.Headers.IfNoneMatch.Contains(quoted))
        {
            http.Response.StatusCode = 304;
            return Task.CompletedTask;
        }
        return WriteAsync(http, 200, body, contentType);
    }

    public static Task WriteAsync(HttpContext http, ApiException error)
    {
        if (error.RetryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = ((long)seconds).Invariant();
        return WriteAsync(http, error.Code, error.ToStatus());
    }
}
