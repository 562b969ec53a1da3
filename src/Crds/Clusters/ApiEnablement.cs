using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>The kinds of one group and version.</summary>
public sealed record ApiEnablement
{
    /// <summary>Group and version, for example apps/v1.</summary>
    [Length(max: 320)]
    public required string GroupVersion { get; init; }

    /// <summary>The kinds.</summary>
    [Items(max: 1000)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<ApiResource>? Resources { get; init; }
}
