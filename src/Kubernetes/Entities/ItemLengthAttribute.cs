namespace Loadline.Kubernetes.Entities;

/// <summary>Length of each string of a list, or of each value of a string map; -1 leaves a side open.</summary>
/// <param name="min">Least length.</param>
/// <param name="max">Greatest length.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemLengthAttribute(long min = -1, long max = -1) : Attribute
{
    /// <summary>Least length, or -1.</summary>
    public long Min { get; } = min;

    /// <summary>Greatest length, or -1.</summary>
    public long Max { get; } = max;
}
