using System.Reflection;
using System.Text.Json.Nodes;
using Loadline.Crds.Emission;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds.Tests;

/// <summary>The emitted schemas, and a walk over them.</summary>
internal static class Schemas
{
    private static readonly CrdEmitter Emitter = new(XmlDocumentation.Of(typeof(CrdEmitter).Assembly));

    public static IReadOnlyDictionary<string, JsonObject> All { get; } =
        CrdEmitter.Entities.ToDictionary(e => e.GetCustomAttribute<KubernetesEntityAttribute>()!.Kind, e => (JsonObject)JsonNode.Parse(Emitter.Emit(e).ToJsonString())!);

    public static JsonObject Root(string kind) => (JsonObject)All[kind]["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;

    /// <summary>The schema at a dotted path; a list is walked through to its items.</summary>
    public static JsonObject Field(string kind, string path) =>
        path.Split('.').Aggregate(Root(kind), (schema, name) => (JsonObject)((schema["items"] ?? schema)["properties"]![name] ?? throw new InvalidOperationException($"{kind} has no {path}")));

    /// <summary>Every schema with its path, from the root down.</summary>
    public static IEnumerable<(string Path, JsonObject Schema)> Walk(string kind) => Walk(kind, Root(kind));

    private static IEnumerable<(string Path, JsonObject Schema)> Walk(string path, JsonObject schema)
    {
        yield return (path, schema);
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            foreach (var found in Walk($"{path}.{name}", (JsonObject)property!)) yield return found;
        }

        foreach (var (suffix, inner) in new[] { ("[]", schema["items"]), ("{}", schema["additionalProperties"]) })
        {
            if (inner is not JsonObject nested) continue;
            foreach (var found in Walk(path + suffix, nested)) yield return found;
        }
    }
}
