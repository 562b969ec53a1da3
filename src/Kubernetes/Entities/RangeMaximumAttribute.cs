namespace Loadline.Kubernetes.Entities;

/// <summary>Greatest value of a number, inclusive.</summary>
/// <param name="maximum">The value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeMaximumAttribute(double maximum) : Attribute
{
    /// <summary>The value.</summary>
    public double Maximum { get; } = maximum;
}
