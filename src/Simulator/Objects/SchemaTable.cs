using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>
/// Reads tables of types. A line at the left margin opens a type: <c>name [atomic] [= group/version/Kind]</c>. An indented line is a field:
/// <c>name[*] type [map=k1,k2 | set] [patch=merge,retainKeys] [key=k] [atomic] [default=v]</c>, where <c>*</c> means required,
/// <c>[T]</c> a list and <c>{T}</c> a map.
/// </summary>
internal sealed class SchemaTable
{
    private static readonly (string Short, string Full)[] Packages =
    [
        ("meta.", "io.k8s.apimachinery.pkg.apis.meta."),
        ("apiextensions.", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions."),
        ("apiregistration.", "io.k8s.kube-aggregator.pkg.apis.apiregistration."),
    ];

    private readonly Dictionary<string, TypeSchema> _types = [];
    private readonly Dictionary<GroupVersionKind, TypeSchema> _kinds = [];
    private readonly List<(Dictionary<string, TypeSchema> Fields, string[] Words)> _pending = [];

    private SchemaTable()
    {
    }

    public IReadOnlyCollection<GroupVersionKind> Kinds => _kinds.Keys;

    public static SchemaTable LoadEmbedded()
    {
        var table = new SchemaTable();
        var assembly = typeof(SchemaTable).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".types", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            table.ReadTypes(reader);
        }
        table.ResolveFields();
        return table;
    }

    public TypeSchema Type(string name) => _types[name];

    public TypeSchema? Find(GroupVersionKind kind) => _kinds.GetValueOrDefault(kind);

    private void ReadTypes(StreamReader reader)
    {
        var fields = new Dictionary<string, TypeSchema>();
        var required = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || line[0] == '#') continue;
            if (line[0] != ' ')
            {
                fields = [];
                required = [];
                Open(words, fields, required);
                continue;
            }
            if (words[0].EndsWith('*'))
            {
                words[0] = words[0][..^1];
                required.Add(words[0]);
            }
            _pending.Add((fields, words));
        }
    }

    private void Open(string[] words, Dictionary<string, TypeSchema> fields, List<string> required)
    {
        var kind = words.Contains("=") ? ParseKind(words[^1]) : null;
        var type = new TypeSchema(SchemaKind.Object)
        {
            Name = FullName(words[0]),
            Root = kind,
            Fields = fields,
            Required = required,
            AtomicMap = words.Contains("atomic"),
        };
        _types.Add(words[0], type);
        if (kind is not null) _kinds.Add(kind, type);
    }

    private static GroupVersionKind ParseKind(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 3 ? new(parts[0], parts[1], parts[2]) : new(string.Empty, parts[0], parts[1]);
    }

    private static string FullName(string name)
    {
        foreach (var (prefix, full) in Packages)
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return full + name[prefix.Length..];
        return "io.k8s.api." + name;
    }

    /// <summary>Second pass, so that types may refer to each other in any order and to themselves.</summary>
    private void ResolveFields()
    {
        foreach (var (fields, words) in _pending)
            fields.Add(words[0], Field(Resolve(words[1]), words.AsSpan(2)));
        _pending.Clear();
    }

    private TypeSchema Resolve(string type) => type switch
    {
        ['[', .. var item, ']'] => new(SchemaKind.List) { Element = Resolve(item) },
        ['{', .. var value, '}'] => new(SchemaKind.Map) { Element = Resolve(value) },
        "string" => BuiltInSchemas.StringScalar,
        "bool" => Scalar("boolean", null),
        "number" => Scalar("number", "double"),
        "int32" or "int64" => Scalar("integer", type),
        "bytes" => Scalar("string", "byte"),
        "time" => Scalar("string", "date-time"),
        "microtime" => Scalar("string", "micro-time"),
        "quantity" => Scalar(null, "quantity"),
        "intstr" => Scalar(null, "int-or-string"),
        "any" => TypeSchema.Anything,
        _ => _types[type],
    };

    private static TypeSchema Scalar(string? type, string? format) => new(SchemaKind.Scalar) { ScalarType = type, Format = format };

    private static TypeSchema Field(TypeSchema type, ReadOnlySpan<string> options)
    {
        foreach (var option in options)
        {
            var value = option[(option.IndexOf('=', StringComparison.Ordinal) + 1)..];
            type = option.Split('=')[0] switch
            {
                "map" => type.With(listType: ListType.Map, keys: value.Split(',')),
                "set" => type.With(listType: ListType.Set),
                "patch" => type.With(strategy: Strategies(value)),
                "key" => type.With(mergeKey: value),
                "atomic" => type.With(atomicMap: true),
                "default" => type.With(@default: JsonValue.Create(value)),
                _ => throw new FormatException($"unknown option {option} in a table of types"),
            };
        }
        return type;
    }

    private static PatchStrategies Strategies(string text)
    {
        var strategies = PatchStrategies.None;
        foreach (var word in text.Split(','))
            strategies |= word switch
            {
                "merge" => PatchStrategies.Merge,
                "replace" => PatchStrategies.Replace,
                "retainKeys" => PatchStrategies.RetainKeys,
                _ => throw new FormatException($"unknown patch strategy {word} in a table of types"),
            };
        return strategies;
    }
}
