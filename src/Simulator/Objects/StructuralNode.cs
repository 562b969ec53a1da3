using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Loadline.Simulator.Objects.Cel;

namespace Loadline.Simulator.Objects;

/// <summary>One node of a structural schema, parsed once: what defaulting, pruning, validation and rules need.</summary>
internal sealed class StructuralNode
{
    private StructuralNode(JsonObject schema)
    {
        Type = JsonNodes.StringAt(schema, "type");
        Format = JsonNodes.StringAt(schema, "format");
        Nullable = Flag(schema, "nullable");
        IntOrString = Flag(schema, "x-kubernetes-int-or-string");
        PreserveUnknown = Flag(schema, "x-kubernetes-preserve-unknown-fields");
        EmbeddedResource = Flag(schema, "x-kubernetes-embedded-resource");
        Default = schema["default"];
        Required = Strings(schema["required"]);
        Enum = schema["enum"] as JsonArray;
        Pattern = JsonNodes.StringAt(schema, "pattern");
        PatternRegex = Pattern is null ? null : GoRegex.Compile(Pattern);
        Minimum = Number(schema, "minimum");
        Maximum = Number(schema, "maximum");
        ExclusiveMinimum = Flag(schema, "exclusiveMinimum");
        ExclusiveMaximum = Flag(schema, "exclusiveMaximum");
        MultipleOf = Number(schema, "multipleOf");
        MinLength = Count(schema, "minLength");
        MaxLength = Count(schema, "maxLength");
        MinItems = Count(schema, "minItems");
        MaxItems = Count(schema, "maxItems");
        MinProperties = Count(schema, "minProperties");
        MaxProperties = Count(schema, "maxProperties");
        UniqueItems = Flag(schema, "uniqueItems");
        ListType = JsonNodes.StringAt(schema, "x-kubernetes-list-type");
        ListKeys = Strings(schema["x-kubernetes-list-map-keys"]);
        Items = Child(schema["items"]);
        AdditionalProperties = Child(schema["additionalProperties"]);
        AllowsAnyProperty = JsonNodes.IsBoolean(schema["additionalProperties"], out var allowed) && allowed;
        AllOf = Children(schema["allOf"]);
        AnyOf = Children(schema["anyOf"]);
        OneOf = Children(schema["oneOf"]);
        Not = Child(schema["not"]);
        AtomicMap = JsonNodes.StringAt(schema, "x-kubernetes-map-type") == "atomic";
        if (schema["properties"] is JsonObject properties)
            foreach (var (name, property) in properties)
                Properties[name] = Parse(property as JsonObject ?? []);

        // Last, because rules are checked against the fields.
        Rules = schema["x-kubernetes-validations"] is JsonArray rules ? [.. rules.OfType<JsonObject>().Select(r => CelRule.Parse(r, this))] : [];
        HasRules = Rules.Length > 0 || Items?.HasRules == true || AdditionalProperties?.HasRules == true || Properties.Values.Any(p => p.HasRules);
    }

    public string? Type { get; }

    public string? Format { get; }

    public bool Nullable { get; }

    public bool IntOrString { get; }

    public bool PreserveUnknown { get; }

    public bool EmbeddedResource { get; }

    public JsonNode? Default { get; }

    public Dictionary<string, StructuralNode> Properties { get; } = [];

    public string[] Required { get; }

    public JsonArray? Enum { get; }

    public string? Pattern { get; }

    public Regex? PatternRegex { get; }

    public double? Minimum { get; }

    public double? Maximum { get; }

    public bool ExclusiveMinimum { get; }

    public bool ExclusiveMaximum { get; }

    public double? MultipleOf { get; }

    public long? MinLength { get; }

    public long? MaxLength { get; }

    public long? MinItems { get; }

    public long? MaxItems { get; }

    public long? MinProperties { get; }

    public long? MaxProperties { get; }

    public bool UniqueItems { get; }

    public string? ListType { get; }

    public string[] ListKeys { get; }

    public StructuralNode? Items { get; }

    public StructuralNode? AdditionalProperties { get; }

    public bool AllowsAnyProperty { get; }

    public StructuralNode[] AllOf { get; }

    public StructuralNode[] AnyOf { get; }

    public StructuralNode[] OneOf { get; }

    public StructuralNode? Not { get; }

    public bool AtomicMap { get; }

    /// <summary>The compiled <c>x-kubernetes-validations</c> of this node.</summary>
    public CelRule[] Rules { get; }

    /// <summary>True when this node or one below it has rules.</summary>
    public bool HasRules { get; }

    /// <exception cref="CelException">A rule does not compile.</exception>
    /// <exception cref="ArgumentException">A pattern is not a regular expression.</exception>
    public static StructuralNode Parse(JsonObject schema) => new(schema);

    /// <summary>The node of a member: a declared property or the additional ones.</summary>
    public StructuralNode? Member(string name) => Properties.GetValueOrDefault(name) ?? AdditionalProperties;

    private static StructuralNode? Child(JsonNode? node) => node is JsonObject schema ? Parse(schema) : null;

    private static StructuralNode[] Children(JsonNode? node) =>
        node is JsonArray list ? [.. list.OfType<JsonObject>().Select(Parse)] : [];

    private static bool Flag(JsonObject schema, string name) => JsonNodes.IsBoolean(schema[name], out var flag) && flag;

    private static double? Number(JsonObject schema, string name) => JsonNodes.IsNumber(schema[name], out var number) ? number : null;

    private static long? Count(JsonObject schema, string name) => JsonNodes.IsInteger(schema[name], out var number) ? number : null;

    private static string[] Strings(JsonNode? list) =>
        list is JsonArray array ? [.. array.Select(i => JsonNodes.IsString(i, out var s) ? s : string.Empty)] : [];
}
