using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Loadline.Simulator.Objects;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Catalog;

/// <summary>Reads CustomResourceDefinitions into what they make the server serve.</summary>
internal static class CustomResources
{
    public static readonly GroupResource Definitions = new("apiextensions.k8s.io", "customresourcedefinitions");

    /// <summary>One resource per served version.</summary>
    public static IEnumerable<ApiResource> Served(JsonObject definition)
    {
        var spec = definition.Obj("spec");
        var names = spec.Obj("names");
        var (group, plural, kind) = (spec.Text("group"), names.Text("plural"), names.Text("kind"));
        if (group is null || plural is null || kind is null) yield break;
        var stored = StorageVersion(definition);
        foreach (var version in spec.Arr("versions") ?? [])
        {
            if (!version.Flag("served") || version.Text("name") is not { } name) continue;
            var schema = version.Obj("schema", "openAPIV3Schema") ?? [];
            yield return new ApiResource
            {
                Group = group,
                Version = name,
                Plural = plural,
                Kind = kind,
                Singular = names.Text("singular") is { Length: > 0 } singular ? singular : kind.ToLowerInvariant(),
                ListKind = names.Text("listKind") ?? kind + "List",
                ShortNames = Strings(names.Arr("shortNames")),
                Categories = Strings(names.Arr("categories")),
                Namespaced = spec.Text("scope") == "Namespaced",
                HasGeneration = true,
                HasStatus = version.Obj("subresources").Obj("status") is not null,
                Scale = ScaleOf(version.Obj("subresources", "scale")),
                Storage = new GroupResource(group, plural),
                StoredVersion = stored is null ? null : $"{group}/{stored}",
                PrinterColumns = version.Arr("additionalPrinterColumns") ?? [],
                SelectableFields = [.. (version.Arr("selectableFields") ?? []).Select(field => (field.Text("jsonPath") ?? "").TrimStart('.'))],
                CustomSchema = schema,
                Structure = new Lazy<StructuralSchema>(() => StructuralSchema.FromOpenApi(schema)),
                IsCustom = true,
            };
        }
    }

    /// <summary>The version that objects are kept in.</summary>
    public static string? StorageVersion(JsonObject definition) =>
        definition.Arr("spec", "versions")?.FirstOrDefault(version => version.Flag("storage")).Text("name");

    private static ScalePaths? ScaleOf(JsonObject? scale) => scale is null
        ? null
        : new ScalePaths(scale.Text("specReplicasPath") ?? "", scale.Text("statusReplicasPath") ?? "", scale.Text("labelSelectorPath"));

    private static string[] Strings(JsonArray? array) =>
        array is null ? [] : [.. array.OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var text) ? text : "")];
}
