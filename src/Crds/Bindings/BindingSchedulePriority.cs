using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Order in the scheduling queue.</summary>
public sealed record BindingSchedulePriority
{
    /// <summary>Higher goes first.</summary>
    [DefaultValue(0)]
    public int? Priority { get; init; }
}
