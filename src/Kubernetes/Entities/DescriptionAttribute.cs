namespace Loadline.Kubernetes.Entities;

/// <summary>Overrides the schema description, which otherwise is the XML documentation summary.</summary>
/// <param name="description">The text.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class DescriptionAttribute(string description) : Attribute
{
    /// <summary>The text.</summary>
    public string Description { get; } = description;
}
