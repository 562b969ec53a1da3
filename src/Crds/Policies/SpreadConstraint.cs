using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Bounds the number of groups that a template is spread over.</summary>
[ValidationRule("!(has(self.spreadByField) && has(self.spreadByLabel))", "spreadByField and spreadByLabel cannot be used together; keep one")]
[ValidationRule("!has(self.maxGroups) || !has(self.minGroups) || self.maxGroups >= self.minGroups", "maxGroups must not be less than minGroups")]
public sealed record SpreadConstraint
{
    /// <summary>What a group is: cluster, region, zone or provider. Default cluster, unless spreadByLabel is given.</summary>
    [EnumValues("cluster", "region", "zone", "provider")]
    public string? SpreadByField { get; init; }

    /// <summary>Label of members whose value makes the groups.</summary>
    [Length(max: Limits.LabelKey)]
    public string? SpreadByLabel { get; init; }

    /// <summary>Least number of groups; 0 stands for 1. Default 1.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(int.MaxValue)]
    public int? MinGroups { get; init; }

    /// <summary>Greatest number of groups. Without it there is no upper bound.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(int.MaxValue)]
    public int? MaxGroups { get; init; }
}
