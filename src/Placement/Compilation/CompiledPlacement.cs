using Loadline.Crds;
using Loadline.Placement.Scheduling;
using Loadline.Registry;
using PlacementSpec = Loadline.Crds.Placement;

namespace Loadline.Placement.Compilation;

/// <summary>
/// A placement in the form that decisions use. Compile it once per policy and share it: it keeps its selectors evaluated for
/// the topology that it saw last, so that a decision only combines bit sets.
/// </summary>
public sealed class CompiledPlacement
{
    private BoundPlacement? _bound;
    private MeasuredScratch? _spare;

    /// <summary>Compiles a placement. Null means every member, each with all replicas.</summary>
    /// <param name="placement">The placement of a policy or binding.</param>
    /// <param name="residency">Jurisdictions that members must be in; null for no limit.</param>
    public static CompiledPlacement Compile(PlacementSpec? placement, DataResidency? residency = null) => PlacementCompiler.Compile(placement, residency);

    /// <summary>Whether replicas may move whenever weights change, without a change of the workload, the policy or the fleet.</summary>
    public bool IsContinuous => KeepsToBounds && Weighting.Rebalance == RebalanceStrategy.Continuous;

    /// <summary>Whether a toleration accepts the taint.</summary>
    public bool Tolerates(MemberTaint taint) => Array.Exists(Tolerations, toleration => toleration.Accepts(taint));

    internal AffinityTerm[] Terms { get; init; } = [new("", AffinityRule.Any, [])];

    /// <summary>Whether the terms are ordered alternatives, of which the one in use is remembered.</summary>
    internal bool Ordered { get; init; }

    internal Toleration[] Tolerations { get; init; } = [];

    internal SpreadRule[] Spread { get; init; } = [];

    internal string[] Jurisdictions { get; init; } = [];

    internal DivisionStrategy Strategy { get; init; } = DivisionStrategy.Duplicated;

    /// <summary>Static weights, or the prior split under LatencyAndLoad.</summary>
    internal WeightRule[] Weights { get; init; } = [];

    /// <summary>A purely static split names its members by weight; spread constraints do not apply to it.</summary>
    internal bool IgnoresSpread { get; init; }

    internal WeightingRule Weighting { get; init; } = new();

    /// <summary>
    /// Whether the division keeps to bounds and moves with inertia: always by measured weights, by others when the policy says
    /// how (<c>replicaScheduling.weighting</c>). Otherwise it is exactly Karmada's.
    /// </summary>
    internal bool KeepsToBounds { get; init; }

    internal SpreadRule? SpreadOver(SpreadField field) => Array.Find(Spread, rule => rule.Field == field);

    /// <summary>The rule that makes groups: by region, else by zone, provider or label; null when only members count.</summary>
    internal SpreadRule? GroupRule =>
        SpreadOver(SpreadField.Region) ?? SpreadOver(SpreadField.Zone) ?? SpreadOver(SpreadField.Provider) ?? SpreadOver(SpreadField.Label);

    /// <summary>Arrays for one decision; another that is made at the same time gets others.</summary>
    internal MeasuredScratch LendScratch() => Interlocked.Exchange(ref _spare, null) ?? new();

    /// <summary>Takes them back. What was decided must have been copied out of them.</summary>
    internal void TakeBack(MeasuredScratch scratch) => Volatile.Write(ref _spare, scratch);

    internal BoundPlacement Bind(ClusterTopology topology)
    {
        // Racing binders do the same work twice; whoever writes last is as right as the other.
        var bound = Volatile.Read(ref _bound);
        if (bound is not null && ReferenceEquals(bound.Topology, topology)) return bound;
        bound = new(this, topology);
        Volatile.Write(ref _bound, bound);
        return bound;
    }
}
