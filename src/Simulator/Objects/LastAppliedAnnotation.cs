using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>
/// What the server does for <c>kubectl apply --server-side</c> on objects that were applied client-side before: fields that still stand as the
/// annotation of the last client-side apply has them are kubectl's own and do not conflict, and the annotation follows the new intent.
/// </summary>
internal static class LastAppliedAnnotation
{
    /// <summary>The only manager that is treated so.</summary>
    public const string Manager = "kubectl";

    private const string Name = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Fields of the annotation whose live values are still the annotation's.</summary>
    public static FieldSet FieldsStillAsApplied(JsonObject live, TypeSchema schema)
    {
        if (Annotations(live) is not { } annotations || JsonNodes.StringAt(annotations, Name) is not { } text) return FieldSet.Empty;
        if (Parse(text) is not { } lastApplied || SchemaConformance.Errors(lastApplied, schema).Count > 0) return FieldSet.Empty;
        var comparison = ObjectComparison.Between(lastApplied, live, schema);
        return FieldExtraction.Fields(lastApplied, schema).Difference(comparison.Modified.Union(comparison.Added).Union(comparison.Removed));
    }

    /// <summary>Rewrites the annotation of the result, if it has one, to say what was applied.</summary>
    public static void Follow(JsonObject result, JsonObject applied)
    {
        if (Annotations(result) is not { } annotations || !annotations.ContainsKey(Name)) return;
        var intent = (JsonObject)applied.DeepClone();
        Annotations(intent)?.Remove(Name);
        annotations[Name] = intent.ToJsonString(JsonNodes.Relaxed) + "\n";
    }

    private static JsonObject? Annotations(JsonObject value) => value["metadata"]?["annotations"] as JsonObject;

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
