using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;
using Loadline.Registry;

namespace Loadline.Placement.Decisions;

/// <summary>Puts refusals into words.</summary>
internal sealed class RefusalReport(Workspace work)
{
    private readonly Dictionary<Requirement, ulong[]> _selected = [];

    public IReadOnlyList<RefusalGroup> Collect()
    {
        var groups = new SortedDictionary<(MemberFilter, string), List<string>>(ByFilterThenReason);
        for (var i = 0; i < work.Count; i++)
        {
            if (FilterStage.Refusal(work, i) is not { } filter) continue;
            var key = (filter, Reason(i, filter));
            if (!groups.TryGetValue(key, out var members)) groups[key] = members = [];
            members.Add(work.Snapshot.Topology.Names[i]);
        }

        return [.. groups.Select(group => new RefusalGroup(group.Key.Item1, group.Key.Item2, group.Value, Remedy(group.Key.Item1)))];
    }

    public string Reason(int member, MemberFilter filter) => filter switch
    {
        MemberFilter.Terminating => "being removed from the fleet",
        MemberFilter.ApiEnablement => $"does not serve {work.Request.Kind}",
        MemberFilter.Taint => TaintReason(member),
        MemberFilter.Affinity => AffinityReason(member),
        MemberFilter.SpreadField => SpreadReason(member),
        MemberFilter.Jurisdiction => JurisdictionReason(member),
        _ => "the workload is being evicted from it",
    };

    private static readonly Comparer<(MemberFilter Filter, string Reason)> ByFilterThenReason = Comparer<(MemberFilter Filter, string Reason)>.Create(static (a, b) =>
    {
        var order = a.Filter.CompareTo(b.Filter);
        return order == 0 ? string.CompareOrdinal(a.Reason, b.Reason) : order;
    });

    private static string Remedy(MemberFilter filter) => filter switch
    {
        MemberFilter.Terminating => "join another member",
        MemberFilter.ApiEnablement => "install the API on the member",
        MemberFilter.Taint => "tolerate the taint in placement.clusterTolerations or remove it from the member",
        MemberFilter.Affinity => "widen the cluster affinity of the policy or change the member's labels",
        MemberFilter.SpreadField => "set the field on the member or remove the spread constraint",
        MemberFilter.Jurisdiction => "set spec.jurisdiction on the member or allow its jurisdiction in dataResidency",
        _ => "wait until the eviction has ended",
    };

    private string TaintReason(int member)
    {
        foreach (var taint in work.Snapshot.Members[member].Taints)
        {
            if (taint.Effect == TaintEffect.PreferNoSchedule) continue;
            if (!work.Request.Placement.Tolerates(taint)) return $"taint {taint} not tolerated";
        }

        return "taint not tolerated";
    }

    private string AffinityReason(int member)
    {
        var term = work.Request.Placement.Terms[work.Term];
        var name = term.Name.Length == 0 ? "cluster affinity" : $"cluster affinity '{term.Name}'";
        var state = work.Snapshot.Members[member];
        var rule = term.Primary;
        if (rule.Exclude.Contains(state.Name)) return $"excluded by {name}";
        if (rule.Names.Length > 0 && !rule.Names.Contains(state.Name)) return $"not in clusterNames of {name}";
        foreach (var requirement in rule.Labels)
        {
            if (!Selects(requirement, new() { Labels = [requirement] }, member)) return $"{name} asks for label {requirement}";
        }

        foreach (var requirement in rule.Fields)
        {
            if (!Selects(requirement, new() { Fields = [requirement] }, member)) return $"{name} asks for {requirement}";
        }

        return $"not selected by {name}";
    }

    /// <summary>Each requirement is evaluated once for all members.</summary>
    private bool Selects(Requirement requirement, AffinityRule rule, int member)
    {
        if (!_selected.TryGetValue(requirement, out var set)) _selected[requirement] = set = rule.Bind(work.Snapshot.Topology);
        return Bits.Contains(set, member);
    }

    private string SpreadReason(int member)
    {
        var state = work.Snapshot.Members[member];
        foreach (var rule in work.Request.Placement.Spread)
        {
            var missing = rule.Field switch
            {
                SpreadField.Provider => state.Provider.Length == 0,
                SpreadField.Region => state.Region.Length == 0,
                SpreadField.Zone => state.Zones.Count == 0,
                SpreadField.Label => !state.Labels.ContainsKey(rule.Label!),
                _ => false,
            };
            if (missing) return $"has no {rule.FieldName}, which replicas are spread over";
        }

        return "has no value for a spread field";
    }

    private string JurisdictionReason(int member)
    {
        var own = work.Snapshot.Members[member].Jurisdiction;
        var allowed = string.Join(", ", work.Request.Placement.Jurisdictions);
        return own.Length == 0 ? $"has no jurisdiction, allowed are [{allowed}]" : $"jurisdiction {own} is not among [{allowed}]";
    }
}
