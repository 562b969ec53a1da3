using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>A JSON pointer (RFC 6901) split into its unescaped tokens.</summary>
internal sealed class JsonPointer
{
    private readonly string _text;

    private JsonPointer(string text, string[] tokens)
    {
        _text = text;
        Tokens = tokens;
    }

    public string[] Tokens { get; }

    public bool IsRoot => Tokens.Length == 0;

    public string Last => Tokens[^1];

    public static JsonPointer Parse(string text)
    {
        if (text.Length == 0) return new(text, []);
        if (text[0] != '/') throw new PatchException($"json pointer must start with a slash: \"{text}\"");
        var tokens = text[1..].Split('/');
        for (var i = 0; i < tokens.Length; i++)
            tokens[i] = tokens[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return new(text, tokens);
    }

    /// <summary>True when <paramref name="other"/> lies strictly below this pointer.</summary>
    public bool IsPrefixOf(JsonPointer other) =>
        Tokens.Length < other.Tokens.Length && other.Tokens.AsSpan(0, Tokens.Length).SequenceEqual(Tokens);

    /// <summary>The container that holds the last token.</summary>
    public JsonNode Parent(JsonNode root, string op)
    {
        JsonNode? node = root;
        foreach (var token in Tokens.AsSpan(0, Tokens.Length - 1))
            node = Child(node, token, op);
        return node is JsonObject or JsonArray ? node : throw Missing(op);
    }

    public JsonNode? Resolve(JsonNode root, string op)
    {
        JsonNode? node = root;
        foreach (var token in Tokens)
            node = Child(node, token, op);
        return node;
    }

    /// <summary>The index that a token names, below <paramref name="bound"/>.</summary>
    public int Index(string token, int bound, string op)
    {
        if (!int.TryParse(token, out var index) || token.Length > 1 && token[0] is '0' or '+' or '-')
            throw new PatchException($"{op} operation does not apply: doc is missing path \"{_text}\": \"{token}\" is not a list index");
        if (index < 0 || index >= bound)
            throw new PatchException($"{op} operation does not apply: index {index} is out of bounds: \"{_text}\"");
        return index;
    }

    public PatchException Missing(string op) => new($"{op} operation does not apply: doc is missing path: \"{_text}\": missing value");

    public override string ToString() => _text;

    private JsonNode? Child(JsonNode? node, string token, string op) => node switch
    {
        JsonObject map when map.TryGetPropertyValue(token, out var child) => child,
        JsonArray list => list[Index(token, list.Count, op)],
        _ => throw Missing(op),
    };
}
