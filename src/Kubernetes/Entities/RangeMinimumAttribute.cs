namespace Loadline.Kubernetes.Entities;

/// <summary>Least value of a number, inclusive.</summary>
/// <param name="minimum">The value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeMinimumAttribute(double minimum) : Attribute
{
    /// <summary>The value.</summary>
    public double Minimum { get; } = minimum;
}
