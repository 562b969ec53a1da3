using Loadline.Crds;
using Loadline.Crds.Validation;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Binding;
using Loadline.Operator.Matching;
using Loadline.Placement.Matching;

namespace Loadline.Operator.Guarding;

/// <summary>
/// The removal breaker as the operator calls it: adds up removals by policy and by member, and remembers which breakers are open. Open ones outlive a
/// change of leaders in the condition of the policy or the MemberCluster; a count does not, so that a new leader begins a new window.
/// </summary>
/// <param name="policies">The policies.</param>
/// <param name="members">MemberClusters.</param>
/// <param name="objectsOf">Objects that an owner has in members. Must not ask this ledger.</param>
/// <param name="changed">Told when a breaker opens or closes. May only enqueue.</param>
/// <param name="time">Clock.</param>
internal sealed class RemovalLedger(
    Func<PolicyKey, Policy?> policies, ObjectStore members, Func<RemovalOwner, int> objectsOf, Action<RemovalOwner> changed, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RemovalOwner, RemovalAccount> _accounts = [];

    // Owners of which it is known what an earlier leader left.
    private readonly HashSet<RemovalOwner> _lookedAt = [];

    /// <summary>Breakers that are open now.</summary>
    public int Open
    {
        get
        {
            lock (_gate) return _accounts.Count(item => Refreshed(item.Value, SourceOf(item.Key)).Hold is not null);
        }
    }

    /// <summary>Whether the objects of a template would have to wait; counts nothing.</summary>
    public GuardHold? Check(PolicyKey owner, RemovalCause cause, TemplateKey template, IReadOnlyCollection<string> names) => Ask(owner, cause, template, names, count: false);

    /// <summary>Counts the objects of a template that are about to be removed; null when they may be.</summary>
    public GuardHold? Take(PolicyKey owner, RemovalCause cause, TemplateKey template, IReadOnlyCollection<string> names) => Ask(owner, cause, template, names, count: true);

    /// <summary>What an owner's breaker waits for; null while it is closed.</summary>
    public OpenBreaker? StateOf(RemovalOwner owner)
    {
        lock (_gate)
        {
            var source = SourceOf(owner);
            if (!_accounts.ContainsKey(owner) && (!_lookedAt.Add(owner) || OpenIn(ConditionsOf(owner, source)) is null)) return null;
            var account = Present(owner, source);
            return account.Hold is { } hold ? new(account.Waiting, $"{account.Waiting} templates wait for {hold.ReleasedBy}{Unreadable(source)}") : null;
        }
    }

    private GuardHold? Ask(PolicyKey policy, RemovalCause cause, TemplateKey template, IReadOnlyCollection<string> names, bool count)
    {
        if (!RemovalBreaker.Counts(cause)) return null;
        GuardHold? hold;
        List<RemovalOwner> turned = [];
        lock (_gate)
        {
            var owner = RemovalOwner.Of(policy);
            var own = Account(owner);
            hold = Try(owner, own, names, really: false);
            // Who agreed to a policy's removals has agreed to them in every member.
            RemovalOwner[] places = own.Acknowledged ? [] : [.. names.Select(static name => RemovalOwner.Of(name))];
            foreach (var place in places) hold ??= Try(place, Account(place), [place.Member!], really: false);
            if (hold is null && count)
            {
                Try(owner, own, names, really: true);
                foreach (var place in places) Try(place, Account(place), [place.Member!], really: true);
            }
        }

        foreach (var owner in turned) changed(owner);
        return hold;

        RemovalAccount Account(RemovalOwner owner)
        {
            var isOpen = _accounts.TryGetValue(owner, out var known) && known.Hold is not null;
            var account = Present(owner, SourceOf(owner));
            if (isOpen && account.Hold is null) turned.Add(owner);
            return account;
        }

        GuardHold? Try(RemovalOwner owner, RemovalAccount account, IReadOnlyCollection<string> where, bool really)
        {
            var isOpen = account.Hold is not null;
            var waits = account.Take(template, where, cause, BudgetOf(owner), time.GetTimestamp(), really);
            if (!isOpen && account.Hold is not null) turned.Add(owner);
            return waits;
        }
    }

    private RemovalAccount Present(RemovalOwner owner, KubeObject? source)
    {
        var isKnown = _accounts.TryGetValue(owner, out var account);
        if (isKnown && !Refreshed(account!, source).IsOver(time.GetElapsedTime(account!.Stamp))) return account!;

        // Before the first of this process, an earlier leader may have left the breaker open.
        var found = isKnown ? null : OpenIn(ConditionsOf(owner, source));
        account = _accounts[owner] = new(owner, objectsOf(owner), found?.LastTransitionTime ?? time.GetUtcNow(), time.GetTimestamp());
        if (found is not null) account.TakeOver();
        return Refreshed(account, source);
    }

    private RemovalAccount Refreshed(RemovalAccount account, KubeObject? source)
    {
        DateTimeOffset? acknowledgedAt = Rfc3339.TryParse(source?.Annotation(WellKnown.AcknowledgeRemovalsAnnotation), out var at) ? at : null;
        account.Refresh(acknowledgedAt, time.GetUtcNow(), IsOld);
        return account;
    }

    private bool IsOld(long stamp) => time.GetElapsedTime(stamp) >= RemovalAccount.Forgets;

    private KubeObject? SourceOf(RemovalOwner owner) => owner.Policy is { } policy ? policies(policy)?.Source : members.Get(new(null, owner.Member!));

    private RemovalBudget BudgetOf(RemovalOwner owner) =>
        owner.Policy is { } policy ? new(policies(policy)?.Spec.Safety?.RemovalBudget ?? PolicyDefaults.RemovalBudget, "safety.removalBudget") : RemovalBudget.OfMember;

    private IReadOnlyList<V1Condition>? ConditionsOf(RemovalOwner owner, KubeObject? source) =>
        owner.Policy is { } policy ? policies(policy)?.Status?.Conditions : source?.As(CrdsJsonContext.Default.V1Alpha1MemberCluster).Status?.Conditions;

    private static string Unreadable(KubeObject? source) =>
        source?.Annotation(WellKnown.AcknowledgeRemovalsAnnotation) is { } text && !Rfc3339.TryParse(text, out _) ? $"; '{text}' there is no time such as 2026-01-31T18:00:00Z" : "";

    /// <summary>The condition of an open breaker; null when it is closed.</summary>
    internal static V1Condition? OpenIn(IReadOnlyList<V1Condition>? conditions) =>
        conditions?.FirstOrDefault(static c => c is { Type: PolicyConditions.BreakerOpen, Status: "True" });
}
