namespace Loadline.Kubernetes.Entities;

/// <summary>The closed set of values of a string field.</summary>
/// <param name="values">The values, in the order in which the schema lists them.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EnumValuesAttribute(params string[] values) : Attribute
{
    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values { get; } = values;
}
