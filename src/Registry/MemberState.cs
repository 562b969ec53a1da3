using System.Collections.Frozen;

namespace Loadline.Registry;

/// <summary>What is known of a member cluster apart from its signals. Compared by content.</summary>
public sealed record MemberState
{
    /// <summary>Name, unique in the registry.</summary>
    public required string Name { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Who runs it; empty when unknown.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Region; empty when unknown.</summary>
    public string Region { get; init; } = "";

    /// <summary>Zones; a member may span several.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>Legal area for data residency; empty when not stated.</summary>
    public string Jurisdiction { get; init; } = "";

    /// <summary>Taints.</summary>
    public IReadOnlyList<MemberTaint> Taints { get; init; } = [];

    /// <summary>Kinds that its API server serves.</summary>
    public IReadOnlySet<ApiEnablement> ApiEnablements { get; init; } = FrozenSet<ApiEnablement>.Empty;

    /// <summary>Whether it reports itself healthy.</summary>
    public bool Ready { get; init; } = true;

    /// <summary>Whether its API can be reached.</summary>
    public bool Reachable { get; init; } = true;

    /// <summary>Whether it is being removed from the fleet.</summary>
    public bool Terminating { get; init; }

    /// <summary>Capacity and use; null until the member has reported them.</summary>
    public MemberResources? Resources { get; init; }

    /// <summary>Whether new work may be started there at all: ready and reachable.</summary>
    public bool Usable => Ready && Reachable;

    /// <summary>A member of which nothing is known but the name.</summary>
    internal static MemberState Unknown(string name) => new() { Name = name, Ready = false, Reachable = false };

    /// <inheritdoc/>
    public bool Equals(MemberState? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && SameIdentity(other)
            && Ready == other.Ready
            && Reachable == other.Reachable
            && Equals(Resources, other.Resources));

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether everything that selectors read is equal; health and resources may differ.</summary>
    internal bool SameIdentity(MemberState other) =>
        ReferenceEquals(this, other)
        || (Name == other.Name
            && Provider == other.Provider
            && Region == other.Region
            && Jurisdiction == other.Jurisdiction
            && Terminating == other.Terminating
            && Contents.Same(Zones, other.Zones)
            && Contents.Same(Labels, other.Labels)
            && Contents.Same(Taints, other.Taints)
            && Contents.Same(ApiEnablements, other.ApiEnablements));
}
