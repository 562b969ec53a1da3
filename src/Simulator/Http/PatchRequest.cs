using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Http;

/// <summary>A patch of any of the four media types, ready to apply to one version of the object after another.</summary>
internal sealed class PatchRequest
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string ApplyYaml = "application/apply-patch+yaml";

    private readonly ApiCall _call;
    private readonly TypeSchema _schema;
    private readonly string _media;
    private readonly JsonNode _body;

    private PatchRequest(ApiCall call, TypeSchema schema, string media, JsonNode body)
    {
        _call = call;
        _schema = schema;
        _media = media;
        _body = body;
    }

    /// <summary>Server-side apply, which creates what does not exist.</summary>
    public bool IsApply => _media == ApplyYaml;

    /// <exception cref="ApiException">400 or 415.</exception>
    public static async Task<PatchRequest> ReadAsync(ApiCall call, TypeSchema schema)
    {
        var media = RequestBody.MediaType(call.Http.Request);
        // Strategic merge needs Go struct tags, which custom resources do not have.
        var accepted = call.Resource.IsCustom ? (string[])[Json, Merge, ApplyYaml] : [Json, Merge, Strategic, ApplyYaml];
        if (!accepted.Contains(media)) throw ApiException.UnsupportedMediaType(string.Join(", ", accepted));
        var bytes = await RequestBody.ReadBytesAsync(call.Http.Request, call.Cancelled);
        var body = RequestBody.Parse(bytes, media == ApplyYaml, call.Http) ?? throw ApiException.BadRequest("a patch body is required");
        if (media == ApplyYaml)
        {
            if (call.Option("fieldManager").Length == 0)
            {
                throw ApiException.InvalidOptions("PatchOptions", "fieldManager", "FieldValueRequired", "Required value: is required for apply patch");
            }
        }
        else if (call.Option("force").Length > 0)
        {
            throw ApiException.InvalidOptions("PatchOptions", "force", "FieldValueForbidden", "Forbidden: may not be specified for non-apply patch");
        }
        return new PatchRequest(call, schema, media, body);
    }

    /// <summary>The object that the patch makes of <paramref name="live"/>; null is nothing yet, for apply only.</summary>
    public Successor Apply(JsonObject? live, DateTimeOffset now)
    {
        try
        {
            return _media switch
            {
                Json => new Successor(AsObject(JsonPatch.Apply(live!, _body as JsonArray ?? throw ApiException.BadRequest("a JSON patch is an array of operations"))), false),
                Merge => new Successor(AsObject(JsonMergePatch.Apply(live, _body)), false),
                Strategic => new Successor(StrategicMergePatch.Apply(live!, AsObject(_body), _schema), false),
                _ => ApplyConfiguration(live, now),
            };
        }
        catch (PatchException refused) when (_media == Json)
        {
            throw ApiException.InvalidPatch(refused.Message);
        }
        catch (PatchException refused)
        {
            throw ApiException.BadRequest(refused.Message);
        }
        catch (ApplyException refused)
        {
            throw refused.StatusCode == 400 ? ApiException.BadRequest(refused.Message) : ApiException.Internal(refused.Message);
        }
    }

    private Successor ApplyConfiguration(JsonObject? live, DateTimeOffset now)
    {
        var applied = AsObject(_body).Copy();
        ObjectPreparation.CheckIdentity(_call, applied, _call.Name);
        if (_call.Subresource == "status") KeepOnlyStatus(applied);
        else if (_call.Resource.HasStatus) applied.Remove("status");
        if (applied.Text("metadata", "resourceVersion") is { Length: > 0 } version && live.Text("metadata", "resourceVersion") != version)
        {
            throw ApiException.Modified(_call.Resource.Id, _call.Name);
        }
        var subresource = _call.Subresource.Length == 0 ? null : _call.Subresource;
        var result = ServerSideApply.Apply(live, applied, _schema, _call.Option("fieldManager"), _call.Flag("force"), _call.Resource.ApiVersion, subresource, now);
        if (result.Object is { } merged) return new Successor(merged, true);
        throw ApiException.ApplyConflict(
            result.ConflictMessage, [.. result.Conflicts.Select(conflict => new StatusCause("FieldManagerConflict", conflict.CauseMessage, conflict.FieldPath))]);
    }

    private static void KeepOnlyStatus(JsonObject applied)
    {
        foreach (var field in applied.Select(entry => entry.Key).Where(key => key is not ("apiVersion" or "kind" or "metadata" or "status")).ToList())
        {
            applied.Remove(field);
        }
        var metadata = applied.Metadata();
        foreach (var field in metadata.Select(entry => entry.Key).Where(key => key is not ("name" or "namespace" or "resourceVersion" or "uid")).ToList())
        {
            metadata.Remove(field);
        }
    }

    private static JsonObject AsObject(JsonNode? node) => node as JsonObject ?? throw ApiException.BadRequest("the patch does not yield an object");
}
