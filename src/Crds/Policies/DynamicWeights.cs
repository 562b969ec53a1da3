namespace Loadline.Crds;

/// <summary>Values of <see cref="ClusterPreferences.DynamicWeight"/>.</summary>
public static class DynamicWeights
{
    /// <summary>Weights are the replicas that each member has room for.</summary>
    public const string AvailableReplicas = "AvailableReplicas";

    /// <summary>Weights follow measured latency and load.</summary>
    public const string LatencyAndLoad = "LatencyAndLoad";
}
