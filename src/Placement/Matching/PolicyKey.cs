namespace Loadline.Placement.Matching;

/// <summary>Identifies a propagation policy.</summary>
/// <param name="Namespace">Its namespace; empty for a cluster-wide policy.</param>
/// <param name="Name">Its name.</param>
public readonly record struct PolicyKey(string Namespace, string Name)
{
    /// <summary>Whether it is a ClusterPropagationPolicy.</summary>
    public bool IsClusterWide => Namespace.Length == 0;

    /// <summary><c>namespace/name</c>, or <c>name</c> for a cluster-wide policy.</summary>
    public override string ToString() => IsClusterWide ? Name : $"{Namespace}/{Name}";
}
