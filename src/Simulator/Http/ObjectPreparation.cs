using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;
using Loadline.Simulator.Kinds;
using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Http;

/// <summary>
/// Turns what a client sent into what is stored: metadata that the server owns, defaults, pruning, validation, generation. In
/// served form throughout.
/// </summary>
internal sealed class ObjectPreparation(ServerContext server, KindRules rules, SchemaCache schemas)
{
    private static readonly string[] ServerOwned =
        ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"];

    /// <summary>Checks apiVersion and kind against the URL and fills in the namespace.</summary>
    public static void CheckIdentity(ApiCall call, JsonObject obj, string name)
    {
        var resource = call.Resource;
        if (obj.Text("kind") is not { Length: > 0 } kind) throw ApiException.BadRequest($"Object 'Kind' is missing in '{obj.ToJsonString()}'");
        if (obj.Text("apiVersion") is not { Length: > 0 } apiVersion) throw ApiException.BadRequest($"Object 'apiVersion' is missing in '{obj.ToJsonString()}'");
        if (apiVersion != resource.ApiVersion)
        {
            throw ApiException.BadRequest(
                $"the API version in the data ({apiVersion}) does not match the expected API version ({resource.ApiVersion})");
        }
        if (kind != resource.Kind)
        {
            throw ApiException.BadRequest($"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {kind}: no kind \"{kind}\" is registered here");
        }
        var metadata = obj.Metadata();
        // Go leaves empty maps and lists of the metadata out.
        foreach (var field in (ReadOnlySpan<string>)["labels", "annotations", "finalizers", "ownerReferences"])
        {
            if (metadata[field] is JsonObject { Count: 0 } or JsonArray { Count: 0 }) metadata.Remove(field);
        }
        if (!resource.Namespaced)
        {
            metadata.Remove("namespace");
        }
        else
        {
            if (metadata.Text("namespace") is not { Length: > 0 } ns) metadata["namespace"] = call.Namespace;
            else if (ns != call.Namespace) throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
        if (name.Length == 0) return;
        if (metadata.Text("name") is not { Length: > 0 } given) metadata["name"] = name;
        else if (given != name) throw ApiException.BadRequest($"the name of the object ({given}) does not match the name on the URL ({name})");
    }

    /// <summary>Unknown fields, which are dropped from custom resources, and fields that are given twice: an error or a warning, as the request asks.</summary>
    public void CheckFields(ApiCall call, JsonObject obj)
    {
        var dropped = schemas.DropUnknown(call.Resource, obj);
        // Only the metadata of custom resources is decoded into Go types.
        var type = schemas.TypeOf(call.Resource);
        var (decoded, asType) = call.Resource.IsCustom ? (obj.Metadata(), type.Member("metadata")!) : (obj, type);
        if (SchemaDecoding.Problem(decoded, asType) is { } problem)
        {
            throw ApiException.BadRequest(
                $"{call.Resource.Kind} in version \"{call.Resource.Version}\" cannot be handled as a {call.Resource.Kind}: {problem}");
        }
        var problems = (call.Http.Features.Get<DuplicateFields>()?.Paths ?? []).Select(static path => $"duplicate field \"{path}\"")
            .Concat(dropped.Select(static path => $"unknown field \"{path}\"")).ToList();
        if (problems.Count == 0) return;
        switch (call.FieldValidation)
        {
            case "Strict":
                throw ApiException.BadRequest(
                    $"{call.Resource.Kind} in version \"{call.Resource.Version}\" cannot be handled as a {call.Resource.Kind}: strict decoding error: "
                    + string.Join(", ", problems));
            case "Warn":
                foreach (var text in problems) call.Warn(text);
                break;
        }
    }

    public void PrepareCreate(ApiCall call, JsonObject obj)
    {
        var resource = call.Resource;
        var metadata = obj.Metadata();
        if (metadata.Text("resourceVersion") is { Length: > 0 }) throw ApiException.VersionOnCreate();
        foreach (var field in ServerOwned) metadata.Remove(field);
        if (metadata.Text("name") is not { Length: > 0 })
        {
            if (metadata.Text("generateName") is not { Length: > 0 } prefix)
            {
                throw ApiException.Invalid(resource, "", Causes.Required("metadata.name", "name or generateName is required"));
            }
            metadata["name"] = prefix + RandomSuffix.Next();
        }
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = server.Now.Rfc3339();
        if (resource.HasGeneration) metadata["generation"] = 1;
        // Kubelets register nodes with their status in one request; for all others status is the controllers' to write.
        if (resource.HasStatus && resource is not { Group: "", Plural: "nodes" }) obj.Remove("status");
        var kind = rules.Of(resource);
        Default(resource, obj, null, kind);
        kind.PrepareCreate(obj);
        Validate(resource, obj, null, kind);
    }

    /// <summary>Makes <paramref name="obj"/> the successor of <paramref name="old"/>.</summary>
    public void PrepareUpdate(ApiCall call, JsonObject old, JsonObject obj)
    {
        var resource = call.Resource;
        var oldMetadata = old.Metadata();
        var kind = rules.Of(resource);
        switch (call.Subresource)
        {
            case "status":
                KeepAllButStatus(old, obj);
                break;
            case "finalize":
                break;
            default:
                if (resource.HasStatus) obj.CopyFrom(old, "status");
                Default(resource, obj, old, kind);
                break;
        }
        var metadata = obj.Metadata();
        foreach (var field in ServerOwned) metadata.CopyFrom(oldMetadata, field);
        if (call.Subresource != "status") Validate(resource, obj, old, kind);
        else ValidateSchema(resource, obj, old);
        if (resource.HasGeneration && call.Subresource != "status" && !Specification(resource, old).Same(Specification(resource, obj)))
        {
            metadata["generation"] = (oldMetadata.Number("generation") ?? 0) + 1;
        }
    }

    /// <summary>Fills in what the client left out.</summary>
    public void Default(ApiResource resource, JsonObject obj, JsonObject? old) => Default(resource, obj, old, rules.Of(resource));

    private static void Default(ApiResource resource, JsonObject obj, JsonObject? old, IKindRules kind)
    {
        SchemaCache.StructureOf(resource)?.Default(obj);
        kind.Default(obj, old);
    }

    private static void Validate(ApiResource resource, JsonObject obj, JsonObject? old, IKindRules kind)
    {
        List<StatusCause> causes = [.. MetadataRules.Validate(resource, obj, old), .. kind.Validate(obj, old)];
        if (causes.Count > 0) throw ApiException.Invalid(resource, obj.Name(), causes);
        ValidateSchema(resource, obj, old);
    }

    private static void ValidateSchema(ApiResource resource, JsonObject obj, JsonObject? old)
    {
        if (SchemaCache.StructureOf(resource) is not { } structure) return;
        var causes = structure.Validate(obj, old).Select(problem => new StatusCause(problem.Reason, problem.Message, problem.Path)).ToList();
        if (causes.Count > 0) throw ApiException.Invalid(resource, (old ?? obj).Name(), causes);
    }

    private static void KeepAllButStatus(JsonObject old, JsonObject obj)
    {
        var status = obj["status"]?.DeepClone();
        var managed = obj.Obj("metadata")?["managedFields"]?.DeepClone();
        obj.Clear();
        foreach (var field in old) obj[field.Key] = field.Value?.DeepClone();
        if (status is null) obj.Remove("status");
        else obj["status"] = status;
        if (managed is not null) obj.Metadata()["managedFields"] = managed;
    }

    // What generation counts: everything but metadata and, where it is written separately, status.
    private static JsonObject Specification(ApiResource resource, JsonObject obj)
    {
        var copy = obj.Copy();
        copy.Remove("metadata");
        if (resource.HasStatus) copy.Remove("status");
        return copy;
    }
}
