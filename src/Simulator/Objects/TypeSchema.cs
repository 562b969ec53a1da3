using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>The shape of a value in a <see cref="TypeSchema"/>.</summary>
public enum SchemaKind
{
    /// <summary>A string, number or boolean.</summary>
    Scalar,

    /// <summary>An object with declared fields.</summary>
    Object,

    /// <summary>An object with free keys, all values of one type.</summary>
    Map,

    /// <summary>A list.</summary>
    List,

    /// <summary>Anything; the value decides: lists are atomic, objects are granular.</summary>
    Any,
}

/// <summary>How the items of a list are told apart when two writers merge (<c>x-kubernetes-list-type</c>).</summary>
public enum ListType
{
    /// <summary>Not at all: the list is owned and replaced whole.</summary>
    Atomic,

    /// <summary>By value; scalars only.</summary>
    Set,

    /// <summary>By the values of key fields.</summary>
    Map,
}

/// <summary>What a strategic merge patch does to a field (<c>x-kubernetes-patch-strategy</c>).</summary>
[Flags]
public enum PatchStrategies
{
    /// <summary>Lists are replaced, objects are merged.</summary>
    None = 0,

    /// <summary>List items are merged by the patch merge key (or as a set of scalars).</summary>
    Merge = 1,

    /// <summary>The field is replaced whole.</summary>
    Replace = 2,

    /// <summary>Fields that <c>$retainKeys</c> does not name are dropped.</summary>
    RetainKeys = 4,
}

/// <summary>A group, version and kind.</summary>
public sealed record GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary><c>group/version</c>, or the version alone for the core group.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}

/// <summary>
/// The tree of a kind's fields with what merging needs to know of each: list and map types, keys, patch strategies. Schemas are
/// immutable once built and may be recursive (a CRD's own schema is).
/// </summary>
public sealed class TypeSchema
{
    private static readonly Dictionary<string, TypeSchema> None = [];

    internal TypeSchema(SchemaKind kind) => Kind = kind;

    /// <summary>The schema of a value of which nothing is known.</summary>
    public static TypeSchema Anything { get; } = new(SchemaKind.Any);

    /// <summary>The shape.</summary>
    public SchemaKind Kind { get; }

    /// <summary>The OpenAPI definition that this type is, such as <c>io.k8s.api.core.v1.Container</c>; null for an inline type.</summary>
    public string? Name { get; internal init; }

    /// <summary>The kind whose root this type is, if it is one.</summary>
    public GroupVersionKind? Root { get; internal init; }

    /// <summary>What the field means, for <c>kubectl explain</c>.</summary>
    public string? Description { get; internal init; }

    /// <summary>OpenAPI type of a scalar: string, integer, number, boolean; null for int-or-string and quantities.</summary>
    public string? ScalarType { get; internal init; }

    /// <summary>OpenAPI format of a scalar (int32, date-time, byte, quantity, int-or-string, ...).</summary>
    public string? Format { get; internal init; }

    /// <summary>Fields that are not declared are kept (<c>x-kubernetes-preserve-unknown-fields</c>).</summary>
    public bool PreserveUnknown { get; internal init; }

    /// <summary>An embedded object with its own apiVersion, kind and metadata.</summary>
    public bool EmbeddedResource { get; internal init; }

    /// <summary>Null is a value of its own.</summary>
    public bool Nullable { get; internal init; }

    /// <summary>Declared fields of an object.</summary>
    public IReadOnlyDictionary<string, TypeSchema> Fields { get; internal init; } = None;

    /// <summary>Fields that an object must have.</summary>
    public IReadOnlyList<string> Required { get; internal init; } = [];

    /// <summary>Type of a list's items or of a map's values.</summary>
    public TypeSchema? Element { get; internal init; }

    /// <summary>True for objects and maps that are owned and replaced whole (<c>x-kubernetes-map-type: atomic</c>).</summary>
    public bool AtomicMap { get; internal init; }

    /// <summary>How a list's items are told apart.</summary>
    public ListType ListType { get; internal init; }

    /// <summary>Key fields of a list of type <see cref="ListType.Map"/>.</summary>
    public IReadOnlyList<string> Keys { get; internal init; } = [];

    /// <summary>Key field for strategic merge patches.</summary>
    public string? PatchMergeKey { get; internal init; }

    /// <summary>Strategy for strategic merge patches.</summary>
    public PatchStrategies PatchStrategy { get; internal init; }

    /// <summary>Default value; map keys that an item omits are read as their default.</summary>
    public JsonNode? Default { get; internal init; }

    /// <summary>The schema node that this one was read from, when it came from a CRD.</summary>
    public JsonObject? OpenApi { get; internal init; }

    /// <summary>Reads a CRD version's <c>openAPIV3Schema</c>; absent metadata is taken as ObjectMeta.</summary>
    public static TypeSchema FromOpenApi(JsonObject openApiV3Schema) => OpenApiSchemaReader.ReadRoot(openApiV3Schema);

    /// <summary>Type of a member of an object or map; null when the schema declares none and keeps none.</summary>
    public TypeSchema? Member(string name)
    {
        if (Kind == SchemaKind.Any) return Anything;
        if (Fields.TryGetValue(name, out var field)) return field;
        return Element is not null && Kind != SchemaKind.List ? Element : PreserveUnknown ? Anything : null;
    }

    /// <summary>True when the member is a declared field rather than a free key.</summary>
    public bool Declares(string name) => Fields.ContainsKey(name);

    /// <summary>A copy that carries a field's own patch strategy or description; the type behind it is shared.</summary>
    internal TypeSchema With(string? description = null, string? mergeKey = null, PatchStrategies strategy = PatchStrategies.None,
        bool atomicMap = false, ListType? listType = null, IReadOnlyList<string>? keys = null, JsonNode? @default = null) => new(Kind)
        {
            Name = Name,
            Root = Root,
            Description = description ?? Description,
            ScalarType = ScalarType,
            Format = Format,
            PreserveUnknown = PreserveUnknown,
            EmbeddedResource = EmbeddedResource,
            Nullable = Nullable,
            Fields = Fields,
            Required = Required,
            Element = Element,
            AtomicMap = AtomicMap || atomicMap,
            ListType = listType ?? ListType,
            Keys = keys ?? Keys,
            PatchMergeKey = mergeKey ?? PatchMergeKey,
            PatchStrategy = PatchStrategy | strategy,
            Default = @default ?? Default,
            OpenApi = OpenApi,
        };
}
