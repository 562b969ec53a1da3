using Loadline.Registry;

namespace Loadline.Placement.Compilation;

/// <summary>A placement's selectors evaluated for one topology.</summary>
internal sealed class BoundPlacement
{
    private readonly BoundTerm?[] _terms;
    private readonly CompiledPlacement _placement;

    public BoundPlacement(CompiledPlacement placement, ClusterTopology topology)
    {
        _placement = placement;
        Topology = topology;
        _terms = new BoundTerm?[placement.Terms.Length];
        Tolerated = BindTolerations();
        HasSpreadFields = BindSpread();
        Permitted = BindJurisdictions();
        StaticWeights = BindWeights();
        Groups = placement.GroupRule is { } rule ? new(rule, topology) : null;
        BindBounds();
    }

    public ClusterTopology Topology { get; }

    /// <summary>Members without a taint that keeps the workload off.</summary>
    public ulong[] Tolerated { get; }

    /// <summary>Members that have a value for every spread field in use.</summary>
    public ulong[] HasSpreadFields { get; }

    /// <summary>Members in a permitted jurisdiction.</summary>
    public ulong[] Permitted { get; }

    /// <summary>Largest weight of the rules that select a member, by index; null when there are no rules.</summary>
    public long[]? StaticWeights { get; }

    public MemberGroups? Groups { get; }

    /// <summary>Replica bounds by index; null when there are none.</summary>
    public int[]? MinReplicas { get; private set; }

    public int[]? MaxReplicas { get; private set; }

    public BoundTerm Term(int index) => _terms[index] ??= new(_placement.Terms[index], Topology);

    private ulong[] BindTolerations()
    {
        var set = Topology.All.Words.ToArray();
        foreach (var (taint, members) in Topology.Taints)
        {
            if (taint.Effect == TaintEffect.PreferNoSchedule) continue;
            if (!_placement.Tolerates(taint)) Bits.AndNot(set, members.Words);
        }

        return set;
    }

    private ulong[] BindSpread()
    {
        var set = Topology.All.Words.ToArray();
        foreach (var rule in _placement.Spread)
        {
            switch (rule.Field)
            {
                case SpreadField.Provider: Bits.And(set, Topology.Providers.Known.Words); break;
                case SpreadField.Region: Bits.And(set, Topology.Regions.Known.Words); break;
                case SpreadField.Zone: Bits.And(set, Topology.Zones.Known.Words); break;
                case SpreadField.Label when Topology.TryGetWithLabelKey(rule.Label!, out var members): Bits.And(set, members.Words); break;
                case SpreadField.Label: Array.Clear(set); break;
                case SpreadField.Cluster: break;
            }
        }

        return set;
    }

    private ulong[] BindJurisdictions()
    {
        var set = Topology.All.Words.ToArray();
        if (_placement.Jurisdictions.Length == 0) return set;
        Array.Clear(set);
        foreach (var jurisdiction in _placement.Jurisdictions)
        {
            if (Topology.Jurisdictions.TryGetMembers(jurisdiction, out var members)) Bits.Or(set, members.Words);
        }

        return set;
    }

    private long[]? BindWeights()
    {
        if (_placement.Weights.Length == 0) return null;
        var weights = new long[Topology.Count];
        foreach (var rule in _placement.Weights)
        {
            var members = rule.Target.Bind(Topology);
            for (var i = 0; i < weights.Length; i++)
            {
                if (Bits.Contains(members, i)) weights[i] = Math.Max(weights[i], rule.Weight);
            }
        }

        return weights;
    }

    private void BindBounds()
    {
        if (_placement.Weighting.Bounds.Length == 0) return;
        MinReplicas = new int[Topology.Count];
        MaxReplicas = new int[Topology.Count];
        Array.Fill(MaxReplicas, int.MaxValue);
        foreach (var rule in _placement.Weighting.Bounds)
        {
            var members = rule.Target.Bind(Topology);
            for (var i = 0; i < Topology.Count; i++)
            {
                if (!Bits.Contains(members, i)) continue;
                MinReplicas[i] = Math.Max(MinReplicas[i], rule.Min);
                MaxReplicas[i] = Math.Min(MaxReplicas[i], rule.Max);
            }
        }
    }
}
