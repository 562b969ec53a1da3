using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Http;

/// <summary>The field trees of served kinds, read once per definition.</summary>
internal sealed class SchemaCache
{
    private readonly ConditionalWeakTable<ApiResource, TypeSchema> _types = [];

    public TypeSchema TypeOf(ApiResource resource) => _types.GetValue(
        resource,
        static key => key.CustomSchema is { } schema ? TypeSchema.FromOpenApi(schema) : BuiltInSchemas.For(key.Group, key.Version, key.Kind));

    /// <summary>Takes out the fields that the kind does not have; returns their paths.</summary>
    public IReadOnlyList<string> DropUnknown(ApiResource resource, JsonObject obj) =>
        StructureOf(resource) is { } structure ? structure.Prune(obj) : SchemaConformance.DropUnknown(obj, TypeOf(resource));

    /// <summary>Null for built-in kinds.</summary>
    public static StructuralSchema? StructureOf(ApiResource resource) => resource.Structure?.Value;
}
