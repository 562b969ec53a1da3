namespace Loadline.Kubernetes.Entities;

/// <summary>Length of a string in characters; -1 leaves a side open.</summary>
/// <param name="min">Least length.</param>
/// <param name="max">Greatest length.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(long min = -1, long max = -1) : Attribute
{
    /// <summary>Least length, or -1.</summary>
    public long Min { get; } = min;

    /// <summary>Greatest length, or -1.</summary>
    public long Max { get; } = max;
}
