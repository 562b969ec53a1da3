namespace Loadline.Crds;

/// <summary>Values of <see cref="ReplicaScheduling.ReplicaSchedulingType"/>.</summary>
public static class ReplicaSchedulingTypes
{
    /// <summary>Every member gets all replicas.</summary>
    public const string Duplicated = "Duplicated";

    /// <summary>Members share the replicas.</summary>
    public const string Divided = "Divided";
}
