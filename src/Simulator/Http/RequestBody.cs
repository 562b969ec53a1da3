using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Loadline.Simulator.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Loadline.Simulator.Http;

/// <summary>Reads request bodies: JSON, or YAML or protobuf where the media type says so.</summary>
internal static class RequestBody
{
    // kube-apiserver's limit for resource request bodies.
    private const int MaxBytes = 3 << 20;

    public static string MediaType(HttpRequest request)
    {
        var type = request.ContentType ?? "";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? type : type[..end]).Trim().ToLowerInvariant();
    }

    /// <summary>The body as an object; null where it is empty.</summary>
    public static async Task<JsonObject?> ReadObjectAsync(HttpRequest request, CancellationToken cancel)
    {
        var media = MediaType(request);
        if (media is not ("" or "application/json" or "application/yaml" or ProtobufBody.MediaType)) throw ApiException.UnsupportedMediaType("application/json, application/yaml, " + ProtobufBody.MediaType);
        var bytes = await ReadBytesAsync(request, cancel);
        if (bytes.Length == 0) return null;
        if (media == ProtobufBody.MediaType) return ProtobufBody.Decode(bytes);
        return Parse(bytes, media == "application/yaml", request.HttpContext) as JsonObject
            ?? throw ApiException.BadRequest("couldn't get version/kind; json parse error: the body is not an object");
    }

    public static async Task<byte[]> ReadBytesAsync(HttpRequest request, CancellationToken cancel)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 << 10];
        int count;
        while ((count = await request.Body.ReadAsync(chunk, cancel)) > 0)
        {
            if (buffer.Length + count > MaxBytes) throw ApiException.TooLarge($"limit is {MaxBytes}");
            buffer.Write(chunk, 0, count);
        }
        return buffer.ToArray();
    }

    /// <param name="bytes">The body.</param>
    /// <param name="yaml">Whether it is YAML.</param>
    /// <param name="http">Where fields that are given twice are noted; null where nobody asks for them.</param>
    public static JsonNode? Parse(byte[] bytes, bool yaml, HttpContext? http = null)
    {
        try
        {
            if (yaml) return YamlReader.Parse(Encoding.UTF8.GetString(bytes));
            var duplicates = new List<string>();
            var body = JsonBody.Parse(bytes, duplicates);
            if (duplicates.Count > 0) http?.Features.Set(new DuplicateFields(duplicates));
            return body;
        }
        catch (Exception malformed) when (malformed is JsonException or YamlDotNet.Core.YamlException)
        {
            throw ApiException.BadRequest($"error decoding: {malformed.Message}");
        }
    }
}
