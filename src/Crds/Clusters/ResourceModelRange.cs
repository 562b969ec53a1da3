using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>Range of a resource.</summary>
public sealed record ResourceModelRange
{
    /// <summary>The resource, for example cpu.</summary>
    [Length(1, Limits.LabelKey)]
    public required string Name { get; init; }

    /// <summary>Least amount, inclusive.</summary>
    public required ResourceQuantity Min { get; init; }

    /// <summary>Greatest amount, exclusive.</summary>
    public required ResourceQuantity Max { get; init; }
}
