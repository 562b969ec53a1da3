namespace Loadline.Crds.Validation;

/// <summary>Rules of placements.</summary>
internal static class PlacementRules
{
    public static void Check(Placement? placement, string path, FieldErrors errors)
    {
        if (placement is null) return;
        errors.Require(
            placement.ClusterAffinity is null || placement.ClusterAffinities is null,
            path + ".clusterAffinities",
            "cannot be used together with clusterAffinity; keep one of them");
        SelectorRules.Affinity(placement.ClusterAffinity, path + ".clusterAffinity", errors);
        Terms(placement, path + ".clusterAffinities", errors);
        TolerationRules.Check(placement.ClusterTolerations, path + ".clusterTolerations", errors);
        Spread(placement.SpreadConstraints ?? [], path + ".spreadConstraints", errors);
        ReplicaSchedulingRules.Check(placement.ReplicaScheduling, path + ".replicaScheduling", errors);
        Groups(placement.WorkloadAffinity, path + ".workloadAffinity", errors);
    }

    private static void Terms(Placement placement, string path, FieldErrors errors)
    {
        var terms = placement.ClusterAffinities ?? [];
        errors.RequireUnique(terms.Select(t => t.AffinityName), i => $"{path}[{i}].affinityName", "another term has this name; names must be unique");
        foreach (var (index, term) in terms.Index())
        {
            var at = $"{path}[{index}]";
            TermName(term.AffinityName, at, errors);
            SelectorRules.Affinity(term, at, errors);
            if (term.OverflowAffinities is { Count: > 0 } overflow) Overflow(term, overflow, placement, at, errors);
        }
    }

    private static void Overflow(ClusterAffinityTerm term, IReadOnlyList<OverflowAffinityTerm> overflow, Placement placement, string path, FieldErrors errors)
    {
        var at = path + ".overflowAffinities";
        var scheduling = placement.ReplicaScheduling;
        errors.Require(
            scheduling?.ReplicaDivisionPreference == ReplicaDivisionPreferences.Aggregated || !string.IsNullOrEmpty(scheduling?.WeightPreference?.DynamicWeight),
            at,
            "need replicaScheduling.replicaDivisionPreference Aggregated or a weightPreference.dynamicWeight");
        errors.Require(!SelectorRules.IsEmpty(term), at, "need a primary group that selects some members; give the term clusterNames, exclude, labelSelector or fieldSelector");
        errors.RequireUnique(
            overflow.Select(o => o.AffinityName).Prepend(term.AffinityName),
            i => $"{at}[{i - 1}].affinityName",
            "the primary group or another overflow group has this name; names must be unique");
        foreach (var (index, group) in overflow.Index())
        {
            TermName(group.AffinityName, $"{at}[{index}]", errors);
            SelectorRules.Affinity(group, $"{at}[{index}]", errors);
        }
    }

    private static void TermName(string? name, string path, FieldErrors errors) =>
        errors.Require(NameSyntax.IsLabelKey(name) && name!.Length <= 32, path + ".affinityName", "must be at most 32 letters, digits, '-', '_' or '.', starting and ending with a letter or digit");

    private static void Spread(IReadOnlyList<SpreadConstraint> constraints, string path, FieldErrors errors)
    {
        var byField = constraints.Index().Where(c => !string.IsNullOrEmpty(c.Item.SpreadByField)).ToList();
        errors.RequireUnique(
            byField.Select(c => c.Item.SpreadByField),
            i => $"{path}[{byField[i].Index}].spreadByField",
            "another constraint has this field; each field may appear once");
        errors.Require(
            byField.Count == 0 || byField.Any(c => c.Item.SpreadByField == "cluster"),
            path,
            "a constraint with spreadByField needs another one with spreadByField: cluster; add it");
        foreach (var (index, constraint) in constraints.Index())
        {
            var at = $"{path}[{index}]";
            EnumRules.OneOf(string.IsNullOrEmpty(constraint.SpreadByField) ? null : constraint.SpreadByField, at + ".spreadByField", errors, "cluster", "region", "zone", "provider");
            errors.Require(
                string.IsNullOrEmpty(constraint.SpreadByField) || string.IsNullOrEmpty(constraint.SpreadByLabel),
                at + ".spreadByLabel",
                "cannot be used together with spreadByField; keep one of them");
            errors.Require(constraint.MinGroups is null or >= 0, at + ".minGroups", "must not be negative");
            errors.Require(constraint.MaxGroups is null or > 0, at + ".maxGroups", "must be at least 1; leave it out for no upper bound");
            errors.Require(
                constraint is not { MaxGroups: > 0 and var max, MinGroups: { } min } || max >= min,
                at + ".maxGroups",
                "must not be less than minGroups");
            if (!string.IsNullOrEmpty(constraint.SpreadByLabel))
            {
                errors.Require(NameSyntax.IsLabelKey(constraint.SpreadByLabel), at + ".spreadByLabel", NameSyntax.LabelKeyHint);
            }
        }
    }

    private static void Groups(WorkloadAffinity? affinity, string path, FieldErrors errors)
    {
        if (affinity is null) return;
        if (affinity.Affinity is { } together) errors.Require(NameSyntax.IsLabelKey(together.GroupByLabelKey), path + ".affinity.groupByLabelKey", NameSyntax.LabelKeyHint);
        if (affinity.AntiAffinity is not { } apart) return;
        errors.Require(NameSyntax.IsLabelKey(apart.GroupByLabelKey), path + ".antiAffinity.groupByLabelKey", NameSyntax.LabelKeyHint);
        errors.Require(apart.GroupByLabelKey != affinity.Affinity?.GroupByLabelKey, path + ".antiAffinity.groupByLabelKey", "must differ from affinity.groupByLabelKey");
    }
}
