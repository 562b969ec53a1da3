using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>
/// What the weight loop goes by besides the measurements: a new leader goes on from here, so that it neither moves what the old one has just moved
/// nor begins an interval anew. Written with the decision that it belongs to. What cannot be read is ignored.
/// </summary>
public sealed record DecisionMemory
{
    /// <summary>The version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the form. Another one than 1 is ignored.</summary>
    public int Version { get; init; }

    /// <summary>When replicas last moved by the operator's own wish, where they do not follow measured weights.</summary>
    public DateTimeOffset? MovedAt { get; init; }

    /// <summary>What is remembered of each overflow tier that replicas follow measured weights in; one where there are no tiers.</summary>
    [Items(max: Limits.AffinityTerms)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<TierMemory>? Tiers { get; init; }
}
