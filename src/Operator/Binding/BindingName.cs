using System.Text;

namespace Loadline.Operator.Binding;

/// <summary>Names a template's binding so that a person can guess it: <c>payment-service-deployment</c>.</summary>
internal static class BindingName
{
    private const int MaxLength = 253;

    /// <summary>
    /// Name and lower-case kind. Kinds outside Kubernetes' own groups also carry a hash of their group, since two groups may share a kind;
    /// a name that would be too long is cut and carries a hash of the whole.
    /// </summary>
    public static string For(string group, string kind, string name)
    {
        var text = $"{name.Replace(':', '.')}-{kind.ToLowerInvariant()}";
        if (group.Contains('.') && !group.EndsWith(".k8s.io", StringComparison.Ordinal)) text += $"-{Hash(group):x8}";
        return text.Length <= MaxLength ? text : $"{text[..(MaxLength - 9)]}-{Hash(group + "/" + kind + "/" + name):x8}";
    }

    // FNV-1a, 32 bit: short, stable over processes and versions.
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 16777619u;
        return hash;
    }
}
