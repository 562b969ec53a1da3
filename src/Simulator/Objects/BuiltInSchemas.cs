namespace Loadline.Simulator.Objects;

/// <summary>
/// The schemas of Kubernetes' own kinds, with the list types, keys and patch strategies that the real API server uses. They are read from
/// the embedded <c>*.types</c> tables (format: <see cref="SchemaTable"/>).
/// </summary>
public static class BuiltInSchemas
{
    private static readonly Lazy<SchemaTable> Tables = new(SchemaTable.LoadEmbedded);
    private static readonly Lazy<TypeSchema> Deduced = new(MakeDeduced);

    internal static TypeSchema StringScalar { get; } = new(SchemaKind.Scalar) { ScalarType = "string" };

    /// <summary>The schema of <c>metadata</c>.</summary>
    public static TypeSchema ObjectMeta => Tables.Value.Type("meta.v1.ObjectMeta");

    /// <summary>Every kind that has a schema of its own.</summary>
    public static IReadOnlyCollection<GroupVersionKind> Kinds => Tables.Value.Kinds;

    /// <summary>
    /// The schema of a built-in kind. A kind that is not known gets a permissive one: typed metadata, and for the rest lists that are atomic and
    /// objects that are granular.
    /// </summary>
    public static TypeSchema For(string group, string version, string kind) =>
        Tables.Value.Find(new GroupVersionKind(group, version, kind)) ?? Deduced.Value;

    /// <summary>True when the kind has a schema of its own, so that unknown fields can be told.</summary>
    public static bool Knows(string group, string version, string kind) =>
        Tables.Value.Find(new GroupVersionKind(group, version, kind)) is not null;

    private static TypeSchema MakeDeduced() => new(SchemaKind.Object)
    {
        Fields = new Dictionary<string, TypeSchema>
        {
            ["apiVersion"] = StringScalar,
            ["kind"] = StringScalar,
            ["metadata"] = ObjectMeta,
        },
        PreserveUnknown = true,
    };
}
