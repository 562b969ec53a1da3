using Loadline.Placement.Weights;

namespace Loadline.Placement.Scheduling;

/// <summary>What a decision by measured weights goes by, besides the fleet.</summary>
public sealed record MeasuredInputs
{
    /// <summary>What earlier decisions left; updated by the decision.</summary>
    public required MeasuredLoop Loop { get; init; }

    /// <summary>Reading of the hub's monotonic clock.</summary>
    public required TimeSpan Now { get; init; }

    /// <summary>
    /// Fills in what is measured of the members of a snapshot and of its origins: everything but bounds, room and the division itself. Null takes the
    /// signals of the <see cref="Registry.ClusterSnapshot"/> as just measured.
    /// </summary>
    public Action<WeightSnapshot>? Measure { get; init; }

    /// <summary>Names of the origins of demand; null for one, the hub.</summary>
    public string[]? Origins { get; init; }

    /// <summary>Cores that a busy replica uses; null for what it asks for, or one core.</summary>
    public double? CoresPerReplica { get; init; }

    /// <summary>Whether replicas may move by our own wish now.</summary>
    public bool MayMove { get; init; } = true;
}
