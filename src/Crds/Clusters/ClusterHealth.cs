using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>The verdict on a member's health.</summary>
public sealed record ClusterHealth
{
    /// <summary>Ready, Suspect, NotReady or Unreachable.</summary>
    [EnumValues(ClusterHealthStates.Ready, ClusterHealthStates.Suspect, ClusterHealthStates.NotReady, ClusterHealthStates.Unreachable)]
    public string? State { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What the verdict rests on.</summary>
    [Items(max: 16)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<VantagePoint>? VantagePoints { get; init; }
}
