using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

/// <summary>CustomResourceDefinitions: accepted and established as soon as they are valid.</summary>
internal sealed partial class DefinitionRules(TimeProvider time, IReadOnlySet<string> builtInGroups) : IKindRules
{
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    public void PrepareCreate(JsonObject obj)
    {
        var finalizers = obj.Metadata().EnsureArray("finalizers");
        if (!finalizers.Any(finalizer => finalizer.Text() == CleanupFinalizer)) finalizers.Add((JsonNode)CleanupFinalizer);
        var now = time.GetUtcNow().Rfc3339();
        obj["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(
                Condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
                Condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now)),
            ["acceptedNames"] = obj.Obj("spec", "names")?.DeepClone() ?? new JsonObject(),
            ["storedVersions"] = new JsonArray(CustomResources.StorageVersion(obj)),
        };
    }

    public void Default(JsonObject obj, JsonObject? old)
    {
        var spec = obj.Ensure("spec");
        var names = spec.Ensure("names");
        var kind = names.Text("kind") ?? "";
        names.Default("listKind", kind + "List");
        names.Default("singular", kind.ToLowerInvariant());
        spec.Default("conversion", new JsonObject { ["strategy"] = "None" });
        // A change of names or versions shows in the status, which the main resource does not otherwise write.
        if (old is null || obj.Obj("status") is not { } status) return;
        status["acceptedNames"] = names.DeepClone();
        var stored = status.EnsureArray("storedVersions");
        if (CustomResources.StorageVersion(obj) is { } storage && !stored.Any(version => version.Text() == storage)) stored.Add((JsonNode)storage);
    }

    public IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old)
    {
        var spec = obj.Obj("spec");
        var (group, plural) = (spec.Text("group"), spec.Text("names", "plural"));
        if (group is not { Length: > 0 }) yield return Causes.Required("spec.group");
        else if (builtInGroups.Contains(group)) yield return Causes.Invalid("spec.group", group, "is a group of the server's own");
        if (plural is not { Length: > 0 }) yield return Causes.Required("spec.names.plural");
        if (spec.Text("names", "kind") is not { Length: > 0 }) yield return Causes.Required("spec.names.kind");
        if (obj.Name() != $"{plural}.{group}") yield return Causes.Invalid("metadata.name", obj.Name(), "must be spec.names.plural+\".\"+spec.group");
        if (spec.Text("scope") is not ("Namespaced" or "Cluster")) yield return Causes.Unsupported("spec.scope", spec.Text("scope") ?? "", "Cluster", "Namespaced");
        var versions = spec.Arr("versions") ?? [];
        if (versions.Count(version => version.Flag("storage")) != 1)
        {
            yield return Causes.Invalid("spec.versions", versions, "must have exactly one version marked as storage version");
        }
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].Text("name") is not { } version || !VersionName().IsMatch(version))
            {
                yield return Causes.Invalid($"spec.versions[{i}].name", versions[i].At("name"), "a DNS-1035 label must consist of lower case alphanumeric characters or '-'");
            }
            var field = $"spec.versions[{i}].schema.openAPIV3Schema";
            if (versions[i].Obj("schema", "openAPIV3Schema") is not { } schema) yield return Causes.Required(field, "schemas are required");
            else foreach (var cause in DefinitionSchemas.Validate(schema, field)) yield return cause;
        }
        if (old is null) yield break;
        foreach (var field in (string[])["group", "scope"])
        {
            if (!old.At("spec", field).Same(spec.At(field))) yield return Causes.Immutable($"spec.{field}", spec.At(field));
        }
    }

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex VersionName();

    private static JsonObject Condition(string type, string reason, string message, string now) => new()
    {
        ["type"] = type,
        ["status"] = "True",
        ["lastTransitionTime"] = now,
        ["reason"] = reason,
        ["message"] = message,
    };
}
