namespace Loadline.Placement.Weights;

/// <summary>What one decision is made of.</summary>
internal readonly record struct Inputs(WeightMemory Memory, WeightWorkspace Work, WeightSnapshot Snapshot, WeightSpec Spec, TimeSpan Now)
{
    /// <summary>No fleet is larger; keeps sums of hostile inputs within range.</summary>
    private const int MostReplicas = 1_000_000;

    public int Count => Snapshot.Names.Length;

    public int Origins => Snapshot.OriginNames.Length;

    public int Replicas => Math.Clamp(Snapshot.Replicas, 0, MostReplicas);

    public int Ready(int i) => Math.Clamp(Snapshot.Members[i].Ready, 0, MostReplicas);

    public int Assigned(int i) => Math.Clamp(Snapshot.Members[i].Assigned, 0, MostReplicas);

    /// <summary>Most replicas that the member may ever hold.</summary>
    public int Most(int i) => Math.Clamp(Math.Min(Snapshot.Members[i].Cap, Snapshot.Members[i].MaxReplicas), 0, MostReplicas);

    /// <summary>Least replicas that it has to hold.</summary>
    public int Least(int i) => Math.Clamp(Snapshot.Members[i].MinReplicas, 0, Most(i));

    /// <summary>Requests per second of one replica at full speed.</summary>
    public double ReplicaRate => FleetDemand.ReplicaRate(Memory, Spec);
}
