using System.Collections.Immutable;
using Loadline.Crds;
using Loadline.Kubernetes.Models;
using Loadline.Placement.Compilation;

namespace Loadline.Placement.Matching;

/// <summary>
/// Stage 1: all propagation policies, filed so that a template meets only those that could select it. Immutable: a change gives
/// a new index that shares the rest with the old one.
/// </summary>
public sealed class PolicyIndex
{
    private readonly ImmutableDictionary<PolicyKey, ImmutableArray<SelectorKey>> _policies;
    private readonly ImmutableDictionary<SelectorKey, ImmutableList<FiledSelector>> _selectors;

    private PolicyIndex(
        ImmutableDictionary<PolicyKey, ImmutableArray<SelectorKey>> policies,
        ImmutableDictionary<SelectorKey, ImmutableList<FiledSelector>> selectors)
    {
        _policies = policies;
        _selectors = selectors;
    }

    /// <summary>No policies.</summary>
    public static PolicyIndex Empty { get; } = new(
        ImmutableDictionary<PolicyKey, ImmutableArray<SelectorKey>>.Empty,
        ImmutableDictionary<SelectorKey, ImmutableList<FiledSelector>>.Empty);

    /// <summary>How many policies there are.</summary>
    public int Count => _policies.Count;

    /// <summary>Adds or replaces a policy. One that is being deleted is removed.</summary>
    public PolicyIndex Set(V1Alpha1PropagationPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return Set(policy.Metadata, policy.Spec);
    }

    /// <summary>Adds or replaces a cluster-wide policy. One that is being deleted is removed.</summary>
    public PolicyIndex Set(V1Alpha1ClusterPropagationPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return Set(policy.Metadata, policy.Spec);
    }

    /// <summary>Removes a policy.</summary>
    public PolicyIndex Remove(PolicyKey policy)
    {
        if (!_policies.TryGetValue(policy, out var keys)) return this;
        var selectors = _selectors.ToBuilder();
        foreach (var key in keys)
        {
            var rest = selectors[key].RemoveAll(selector => selector.Policy == policy);
            if (rest.IsEmpty) selectors.Remove(key);
            else selectors[key] = rest;
        }

        return new(_policies.Remove(policy), selectors.ToImmutable());
    }

    /// <summary>Decides which policy owns a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="owner">
    /// The policy that owns it now. It keeps the template while it selects it, unless a policy with <c>preemption: Always</c> may
    /// take it: a namespaced policy from a cluster-wide one, and in the same scope the strictly higher priority.
    /// </param>
    public MatchResult Match(TemplateHeader template, PolicyKey? owner = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        var matches = Candidates(template);
        if (matches.Count == 0) return MatchResult.None;
        matches.Sort();
        var winner = Winner(matches, owner);
        if (matches.Count == 1) return new(winner, []);

        var losers = new List<PolicyLoss>(matches.Count - 1);
        foreach (var match in matches)
        {
            if (match.Policy != winner.Policy) losers.Add(new(match, ReasonOf(match, winner)));
        }

        return new(winner, losers);
    }

    /// <summary>
    /// Whether cluster-wide policies that name no namespace leave this one alone: what runs the clusters themselves is not
    /// propagated by accident.
    /// </summary>
    public static bool IsReserved(string @namespace)
    {
        ArgumentNullException.ThrowIfNull(@namespace);
        return @namespace.StartsWith("kube-", StringComparison.Ordinal) || @namespace == "loadline-system";
    }

    private PolicyIndex Set(V1ObjectMeta? metadata, PropagationPolicySpec? spec)
    {
        var key = new PolicyKey(metadata?.Namespace ?? "", metadata?.Name ?? throw new ArgumentException("a policy without a name", nameof(metadata)));
        var without = Remove(key);
        if (metadata.DeletionTimestamp is not null || spec is null) return without;

        var filed = ImmutableArray.CreateBuilder<SelectorKey>(spec.ResourceSelectors.Count);
        var selectors = without._selectors.ToBuilder();
        foreach (var selector in spec.ResourceSelectors)
        {
            // A namespaced policy reaches no further than its namespace, whatever its selector says.
            if (!key.IsClusterWide && selector.Namespace is { Length: > 0 } other && other != key.Namespace) continue;
            var place = new SelectorKey(
                key.IsClusterWide,
                selector.ApiVersion,
                selector.Kind,
                key.IsClusterWide ? selector.Namespace ?? "" : key.Namespace,
                selector.Name ?? "");
            selectors[place] = selectors.GetValueOrDefault(place, []).Add(File(key, spec, selector));
            if (!filed.Contains(place)) filed.Add(place);
        }

        return new(without._policies.Add(key, filed.ToImmutable()), selectors.ToImmutable());
    }

    private static FiledSelector File(PolicyKey key, PropagationPolicySpec spec, ResourceSelector selector)
    {
        // With a name the label selector is not looked at.
        var named = !string.IsNullOrEmpty(selector.Name);
        var labels = named ? [] : LabelQuery.Compile(selector.LabelSelector);
        var specificity = named ? SelectorSpecificity.Name : selector.LabelSelector is null ? SelectorSpecificity.Kind : SelectorSpecificity.Labels;
        return new(key, spec.Priority ?? 0, spec.Preemption == "Always", labels, specificity);
    }

    private List<PolicyMatch> Candidates(TemplateHeader template)
    {
        var matches = new List<PolicyMatch>();
        var (api, kind, place, name) = (template.ApiVersion, template.Kind, template.Namespace, template.Name);
        if (place.Length > 0)
        {
            Collect(new(false, api, kind, place, name), template, matches);
            Collect(new(false, api, kind, place, ""), template, matches);
            Collect(new(true, api, kind, place, name), template, matches);
            Collect(new(true, api, kind, place, ""), template, matches);
        }

        if (!IsReserved(place))
        {
            Collect(new(true, api, kind, "", name), template, matches);
            Collect(new(true, api, kind, "", ""), template, matches);
        }

        return matches;
    }

    /// <summary>A policy counts once, with its closest selector.</summary>
    private void Collect(SelectorKey key, TemplateHeader template, List<PolicyMatch> matches)
    {
        if (!_selectors.TryGetValue(key, out var selectors)) return;
        foreach (var selector in selectors)
        {
            if (!LabelQuery.Matches(selector.Labels, template.Labels)) continue;
            var known = matches.FindIndex(match => match.Policy == selector.Policy);
            if (known < 0) matches.Add(selector.Match);
            else if (selector.Specificity > matches[known].Specificity) matches[known] = selector.Match;
        }
    }

    private static PolicyMatch Winner(List<PolicyMatch> sorted, PolicyKey? owner)
    {
        var at = owner is { } key ? sorted.FindIndex(match => match.Policy == key) : -1;
        if (at < 0) return sorted[0];
        var current = sorted[at];
        foreach (var match in sorted)
        {
            if (match.MayTakeFrom(current)) return match;
        }

        return current;
    }

    private static PolicyConflictReason ReasonOf(PolicyMatch loser, PolicyMatch winner)
    {
        // A better match that lost can only have lost to ownership, or to one that preempts where it does not.
        if (loser < winner) return PolicyConflictReason.Owned;
        if (loser.Policy.IsClusterWide != winner.Policy.IsClusterWide) return PolicyConflictReason.Scope;
        if (loser.Priority != winner.Priority) return PolicyConflictReason.Priority;
        return loser.Specificity != winner.Specificity ? PolicyConflictReason.Specificity : PolicyConflictReason.Name;
    }
}
