using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Changes labels or annotations.</summary>
public sealed record LabelAnnotationOverrider
{
    /// <summary>add sets keys, replace sets those that exist, remove takes keys out.</summary>
    [EnumValues(OverrideOperators.Add, OverrideOperators.Remove, OverrideOperators.Replace)]
    public required string Operator { get; init; }

    /// <summary>Keys and values; remove looks at the keys only.</summary>
    [PropertyLimits(max: 256)]
    [ItemLength(max: 262144)]
    public required IReadOnlyDictionary<string, string> Value { get; init; }
}
