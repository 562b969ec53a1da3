namespace Loadline.Kubernetes.Yaml;

internal enum YamlNodeKind : byte
{
    Scalar,
    Mapping,
    Sequence,
    Alias,
}

/// <summary>
/// One node of a document that is kept as a flat list: a collection is followed by its content and <see cref="Next"/> is the
/// index after it, so an alias is nothing but an index.
/// </summary>
internal struct YamlNode
{
    public YamlNodeKind Kind;
    public bool Plain;
    public string? Value;
    public string? Tag;
    public int Next;
    public int Target;
    public long Line;
    public long Column;

    public readonly YamlFormatException Error(string problem) => new(problem, Line, Column);
}
