using Loadline.Registry;

namespace Loadline.Placement.Compilation;

/// <summary>A selection of members: by name, by exclusion, by labels and by fields, all of which must hold.</summary>
internal sealed record AffinityRule
{
    public static AffinityRule Any { get; } = new();

    /// <summary>Empty selects every name.</summary>
    public string[] Names { get; init; } = [];

    public string[] Exclude { get; init; } = [];

    public Requirement[] Labels { get; init; } = [];

    /// <summary>Requirements on provider, region and zone.</summary>
    public Requirement[] Fields { get; init; } = [];

    public ulong[] Bind(ClusterTopology topology)
    {
        var set = topology.All.Words.ToArray();
        if (Names.Length > 0)
        {
            Array.Clear(set);
            AddNames(set, Names, topology);
        }

        if (Exclude.Length > 0)
        {
            var excluded = new ulong[set.Length];
            AddNames(excluded, Exclude, topology);
            Bits.AndNot(set, excluded);
        }

        foreach (var requirement in Labels) Apply(set, requirement, value => LabelMembers(topology, requirement.Key, value), LabelKeyMembers(topology, requirement.Key));
        foreach (var requirement in Fields)
        {
            var places = requirement.Key switch
            {
                "provider" => topology.Providers,
                "region" => topology.Regions,
                _ => topology.Zones,
            };
            Apply(set, requirement, value => places.TryGetMembers(value, out var members) ? members : null, places.Known);
        }

        return set;
    }

    private static MemberSet? LabelMembers(ClusterTopology topology, string key, string value) =>
        topology.TryGetWithLabel(key, value, out var members) ? members : null;

    private static MemberSet? LabelKeyMembers(ClusterTopology topology, string key) =>
        topology.TryGetWithLabelKey(key, out var members) ? members : null;

    /// <summary>The Kubernetes rule: a member without the key satisfies NotIn.</summary>
    private static void Apply(ulong[] set, Requirement requirement, Func<string, MemberSet?> withValue, MemberSet? withKey)
    {
        var chosen = new ulong[set.Length];
        if (requirement.Operator is SelectorOperator.In or SelectorOperator.NotIn)
        {
            foreach (var value in requirement.Values)
            {
                if (withValue(value) is { } members) Bits.Or(chosen, members.Words);
            }
        }
        else if (withKey is not null)
        {
            Bits.Or(chosen, withKey.Words);
        }

        if (requirement.Operator is SelectorOperator.In or SelectorOperator.Exists) Bits.And(set, chosen);
        else Bits.AndNot(set, chosen);
    }

    private static void AddNames(ulong[] set, string[] names, ClusterTopology topology)
    {
        foreach (var name in names)
        {
            if (topology.TryIndexOf(name, out var index)) Bits.Add(set, index);
        }
    }

    public override string ToString()
    {
        var parts = new List<string>();
        if (Names.Length > 0) parts.Add($"clusterNames [{string.Join(", ", Names)}]");
        if (Exclude.Length > 0) parts.Add($"not [{string.Join(", ", Exclude)}]");
        if (Labels.Length > 0) parts.Add($"labels {string.Join(", ", Labels)}");
        if (Fields.Length > 0) parts.Add($"fields {string.Join(", ", Fields)}");
        return parts.Count == 0 ? "any member" : string.Join("; ", parts);
    }
}
