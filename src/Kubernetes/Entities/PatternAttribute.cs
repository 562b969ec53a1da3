namespace Loadline.Kubernetes.Entities;

/// <summary>A regular expression (RE2, unanchored unless it anchors itself) that the string must match.</summary>
/// <param name="pattern">The expression.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string pattern) : Attribute
{
    /// <summary>The expression.</summary>
    public string Pattern { get; } = pattern;
}
