using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>A predicate over members: everything that is given must hold.</summary>
public interface IClusterAffinity
{
    /// <summary>Members by name; null or empty means all.</summary>
    IReadOnlyList<string>? ClusterNames { get; }

    /// <summary>Members that never match.</summary>
    IReadOnlyList<string>? Exclude { get; }

    /// <summary>Labels of the members.</summary>
    V1LabelSelector? LabelSelector { get; }

    /// <summary>Provider, region and zone of the members.</summary>
    FieldSelector? FieldSelector { get; }
}
