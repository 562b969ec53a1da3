namespace Loadline.Simulator.Objects.Cel;

/// <summary>How Kubernetes escapes property names that CEL cannot spell: <c>__dot__</c>, <c>__dash__</c>, <c>__namespace__</c>, ...</summary>
internal static class CelNames
{
    private static readonly HashSet<string> Reserved =
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ];

    public static string Unescape(string name)
    {
        if (!name.Contains("__", StringComparison.Ordinal)) return name;
        if (name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal) && name.Length > 4
            && Reserved.Contains(name[2..^2]))
            return name[2..^2];
        return name.Replace("__underscores__", "\0", StringComparison.Ordinal).Replace("__dot__", ".", StringComparison.Ordinal)
            .Replace("__dash__", "-", StringComparison.Ordinal).Replace("__slash__", "/", StringComparison.Ordinal)
            .Replace("\0", "__", StringComparison.Ordinal);
    }
}
