namespace Loadline.Kubernetes.Entities;

/// <summary>Number of entries of a map; -1 leaves a side open.</summary>
/// <param name="min">Least number.</param>
/// <param name="max">Greatest number.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PropertyLimitsAttribute(long min = -1, long max = -1) : Attribute
{
    /// <summary>Least number, or -1.</summary>
    public long Min { get; } = min;

    /// <summary>Greatest number, or -1.</summary>
    public long Max { get; } = max;
}
