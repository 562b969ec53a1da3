using System.Collections.Concurrent;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;
using Loadline.Operator.Binding;
using Loadline.Operator.Hosting;
using Loadline.Operator.Members;
using Loadline.Operator.Sensing;
using Loadline.Placement.Matching;
using Loadline.Registry.Map;

namespace Loadline.Operator.Matching;

/// <summary>
/// Stage 1 in the operator: the policies of the hub, checked and indexed, and which of them owns a template. Follows the hub; a policy that
/// does not validate is kept out of the index but not forgotten.
/// </summary>
internal sealed class PolicyCatalog(
    KubeClient hub, HubInformer namespaced, HubInformer cluster, RestMapper hubKinds, IReadOnlyCollection<string> excludedNamespaces, IEvents events)
{
    private readonly Lock _gate = new();
    private readonly VersionedShardMap<PolicyKey, Policy> _policies = new();
    private readonly ConcurrentDictionary<TemplateKey, Conflict[]> _conflicts = new();
    private PolicyIndex _index = PolicyIndex.Empty;
    private IReadOnlyCollection<SignalQuery> _queries = [];

    /// <summary>A policy that selects a template which another owns.</summary>
    private readonly record struct Conflict(PolicyKey Loser, PolicyKey Winner);

    /// <summary>Called when a policy's conflicts changed, and nothing else about it. May only enqueue.</summary>
    public Action<PolicyKey>? ConflictsChanged { get; set; }

    /// <summary>Called when a policy appeared, changed or went; gets both states. May only enqueue.</summary>
    public Action<Policy?, Policy?>? Changed { get; set; }

    /// <summary>What valid policies want to know of members' Prometheus; the same instance until that changes.</summary>
    public IReadOnlyCollection<SignalQuery> Queries => Volatile.Read(ref _queries);

    public bool HasSynced => namespaced.Store.HasSynced && cluster.Store.HasSynced;

    public int Count => _policies.Count;

    public IEnumerable<Policy> All => _policies.TakeSnapshot().Select(static item => item.Value);

    public void Start()
    {
        namespaced.Store.Subscribe(Follow);
        cluster.Store.Subscribe(Follow);
    }

    public Policy? Find(PolicyKey key) => _policies.TryGet(key, out var policy) ? policy : null;

    /// <summary>Takes the answer of an own write before the watch brings it.</summary>
    public void Observe(KubeObject written) => (written.Namespace is null ? cluster : namespaced).Store.Observe(written);

    /// <summary>Which policy owns a template. Notes the policies that wanted it too.</summary>
    /// <param name="template">Template.</param>
    /// <param name="key">Its key.</param>
    /// <param name="binding">Its binding: the policy named there keeps it unless another may preempt.</param>
    public (Policy? Winner, IReadOnlyList<PolicyLoss> Losers) Match(KubeObject template, TemplateKey key, BindingView? binding)
    {
        var ns = key.Namespace ?? "";
        if (IsExcluded(ns) || template.Annotation(WellKnown.IgnoreAnnotation) == WellKnown.True)
        {
            Forget(key);
            return (null, []);
        }

        // What an unreadable policy wants is not known: nobody else gets what it placed, either.
        if (binding is not null && HasInvalidOwner(binding)) return (null, []);
        var result = Volatile.Read(ref _index).Match(new(key.Resource.ApiVersion, key.Resource.Kind, ns, key.Name) { Labels = template.Labels }, binding?.Owner);
        var winner = result.Winner is { } match ? Find(match.Policy) : null;
        NoteConflicts(template, key, winner, result.Losers);
        return (winner, result.Losers);
    }

    /// <summary>Templates that a policy selects and another owns.</summary>
    public IReadOnlyList<PolicyConflict> ConflictsOf(PolicyKey loser) =>
        [.. _conflicts.SelectMany(c => c.Value.Where(conflict => conflict.Loser == loser).Select(conflict => new PolicyConflict { Template = c.Key.ToString(), Winner = conflict.Winner.ToString() }))
            .OrderBy(static c => c.Template, StringComparer.Ordinal)];

    /// <summary>The template is gone, or nobody may place it: no policy loses it to another.</summary>
    public void Forget(TemplateKey template)
    {
        if (!_conflicts.TryRemove(template, out var gone)) return;
        foreach (var conflict in gone) ConflictsChanged?.Invoke(conflict.Loser);
    }

    /// <summary>Kinds that a policy selects and the hub does not serve.</summary>
    public IReadOnlyList<string> UnknownKindsOf(Policy policy) =>
        [.. policy.Spec.ResourceSelectors.Where(s => hubKinds.Known(s.ApiVersion, s.Kind) is null).Select(static s => $"{s.ApiVersion} {s.Kind}").Distinct(StringComparer.Ordinal)];

    /// <summary>True when the policy that placed a binding is there but invalid now: what it placed stays until it is mended or deleted.</summary>
    public bool HasInvalidOwner(BindingView binding) =>
        binding.Owner is { } owner && Find(owner) is { IsValid: false };

    /// <summary>Asks the hub itself whether the policy that placed a binding is gone or selects its template no more.</summary>
    public async Task<bool> ConfirmReleasedAsync(BindingView binding, KubeObject template, CancellationToken ct)
    {
        if (binding.Spec.PolicyRef is not { } reference) return true;
        var resource = reference.Namespace is null ? LoadlineResources.ClusterPropagationPolicies : LoadlineResources.PropagationPolicies;
        var live = await hub.GetAsync(resource, reference.Namespace, reference.Name, ct);
        if (live is null or { IsDeleting: true }) return true;
        var policy = PolicyReader.Read(live);
        if (!policy.IsValid) return false;
        var index = policy.AddTo(PolicyIndex.Empty);
        return template.Annotation(WellKnown.IgnoreAnnotation) == WellKnown.True
            || index.Match(new(template.ApiVersion, template.Kind, template.Namespace ?? "", template.Name) { Labels = template.Labels }).Winner is null;
    }

    private bool IsExcluded(string ns) => ns.Length > 0 && (PolicyIndex.IsReserved(ns) || excludedNamespaces.Contains(ns));

    private void NoteConflicts(KubeObject template, TemplateKey key, Policy? winner, IReadOnlyList<PolicyLoss> losers)
    {
        var before = _conflicts.GetValueOrDefault(key, []);
        if (winner is null || losers.Count == 0)
        {
            if (before.Length > 0) Forget(key);
            return;
        }

        Conflict[] now = [.. losers.Select(loss => new Conflict(loss.Match.Policy, winner.Key))];
        if (before.AsSpan().SequenceEqual(now)) return;
        _conflicts[key] = now;
        foreach (var loser in before.Except(now).Concat(now.Except(before)).Select(static c => c.Loser).Distinct()) ConflictsChanged?.Invoke(loser);
        foreach (var loss in losers)
        {
            if (before.Contains(new(loss.Match.Policy, winner.Key))) continue;
            if (Find(loss.Match.Policy) is { } loser)
                events.Record(loser.Reference, warning: true, "PolicyConflict", "Match", $"{key} belongs to policy {winner.Key} ({loss.Reason}); this policy does not place it");
            events.Record(template.Reference(), warning: true, "PolicyConflict", "Match", $"policies {winner.Key} and {loss.Match.Policy} both select it; {winner.Key} places it ({loss.Reason})");
        }
    }

    private void Follow(StoreChange change)
    {
        Policy? before;
        Policy? now = null;
        lock (_gate)
        {
            var key = new PolicyKey(change.Object.Namespace ?? "", change.Object.Name);
            before = Find(key);
            if (change.New is { IsDeleting: false } item)
            {
                now = PolicyReader.Read(item);
                _policies.Set(key, now);
                Volatile.Write(ref _index, now.IsValid ? now.AddTo(_index) : _index.Remove(key));
            }
            else
            {
                _policies.TryRemove(key, out _);
                Volatile.Write(ref _index, _index.Remove(key));
                foreach (var (template, conflicts) in _conflicts)
                {
                    // Whoever changes the entry meanwhile has matched the template anew.
                    Conflict[] rest = [.. conflicts.Where(c => c.Loser != key)];
                    if (rest.Length == 0) _conflicts.TryRemove(new(template, conflicts));
                    else if (rest.Length < conflicts.Length) _conflicts.TryUpdate(template, rest, conflicts);
                }
            }
        }

        if (before?.Queries.Any() == true || now?.Queries.Any() == true) Volatile.Write(ref _queries, All.Where(static p => p.IsValid).SelectMany(static p => p.Queries).ToHashSet());
        // A status write of our own is not a change of the policy.
        if (before is not null && now is not null && before.Source.Generation == now.Source.Generation && before.Source.Uid == now.Source.Uid
            && before.HasSameOrders(now)) return;
        Changed?.Invoke(before, now);
    }
}
