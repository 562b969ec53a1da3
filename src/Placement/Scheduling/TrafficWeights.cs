using Loadline.Placement.Weights;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// How whoever routes requests should divide them over the members, in whole parts of 10,000. Where origins of demand are known, every origin has a row of its
/// own, found by the traffic loop for the replicas that are ready; without them traffic is taken to follow the ready replicas.
/// </summary>
public sealed class TrafficWeights
{
    /// <summary>Parts that all weights of a row add up to.</summary>
    public const int Parts = Apportionment.Parts;

    /// <summary>Members above which no row for each origin is worked out.</summary>
    public const int MaxMembers = 100;

    private readonly int[] _ofMembers;
    private readonly int[] _ofOrigins;

    private TrafficWeights(string[] names, string[] origins, int[] ofMembers, int[] ofOrigins) =>
        (Names, Origins, _ofMembers, _ofOrigins) = (names, origins, ofMembers, ofOrigins);

    /// <summary>Names of the members.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Names of the origins; empty where traffic follows the replicas.</summary>
    public IReadOnlyList<string> Origins { get; }

    /// <summary>A member's part of all traffic.</summary>
    public int Of(int member) => _ofMembers[member];

    /// <summary>A member's part of one origin's traffic.</summary>
    public int Of(int origin, int member) => _ofOrigins[(origin * Names.Count) + member];

    /// <summary>Whether the weights are the same.</summary>
    public bool Equals(TrafficWeights? other) => other is not null && IsOver(other) && _ofMembers.AsSpan().SequenceEqual(other._ofMembers) && _ofOrigins.AsSpan().SequenceEqual(other._ofOrigins);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TrafficWeights);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Names.Count, Origins.Count, _ofMembers.Length > 0 ? _ofMembers[0] : 0);

    /// <summary>Whether a member has traffic that had none, or none that had some: what whoever routes requests has to know at once.</summary>
    public bool OpensOrCloses(TrafficWeights other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!IsOver(other)) return true;
        for (var i = 0; i < _ofMembers.Length; i++)
            if (_ofMembers[i] == 0 != (other._ofMembers[i] == 0)) return true;
        return false;
    }

    /// <summary>Weights that follow the ready replicas; where none are ready, those that were decided.</summary>
    internal static TrafficWeights ByReplicas(WeightSnapshot snapshot, WeightDecision decision)
    {
        var replicas = new double[snapshot.Names.Length];
        var any = false;
        for (var i = 0; i < replicas.Length; i++)
        {
            replicas[i] = snapshot.Members[i].Healthy ? Math.Max(0, snapshot.Members[i].Ready) : 0;
            any |= replicas[i] > 0;
        }

        for (var i = 0; i < replicas.Length && !any; i++) replicas[i] = decision.Members[i].Desired;
        var weights = new int[replicas.Length];
        Apportionment.Traffic(replicas, weights);
        return new(decision.Names, [], weights, []);
    }

    /// <summary>Weights that the traffic loop found.</summary>
    internal static TrafficWeights ByOrigin(WeightDecision traffic) =>
        new(traffic.Names, traffic.OriginNames, Array.ConvertAll(traffic.Members, static m => m.TrafficWeight), [.. traffic.OriginWeights]);

    private bool IsOver(TrafficWeights other) => Names.SequenceEqual(other.Names, StringComparer.Ordinal) && Origins.SequenceEqual(other.Origins, StringComparer.Ordinal);
}
