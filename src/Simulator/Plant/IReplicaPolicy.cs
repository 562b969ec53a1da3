namespace Loadline.Simulator.Plant;

/// <summary>Divides replicas over the members.</summary>
internal interface IReplicaPolicy
{
    string Name { get; }

    /// <summary>Seconds between two decisions.</summary>
    double Period { get; }

    /// <summary>Writes the replicas of every member, and which of them lose theirs at once.</summary>
    /// <returns>Whether there is anything to change.</returns>
    bool Decide(in PlantView view, Span<int> target, Span<bool> drain);
}
