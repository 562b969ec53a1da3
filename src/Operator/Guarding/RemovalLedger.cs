using Loadline.Crds;
using Loadline.Crds.Validation;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Binding;
using Loadline.Operator.Matching;
using Loadline.Placement.Matching;

namespace Loadline.Operator.Guarding;

/// <summary>
/// The removal breaker as the operator calls it: adds up removals by policy and remembers which breakers are open. Open ones outlive a change of
/// leaders in the policy's condition; a count does not, so that a new leader begins a new window.
/// </summary>
/// <param name="find">The policies.</param>
/// <param name="objectsOf">Objects in members that a policy accounts for. Must not ask this ledger.</param>
/// <param name="changed">Told when a breaker opens or closes. May only enqueue.</param>
/// <param name="time">Clock.</param>
internal sealed class RemovalLedger(Func<PolicyKey, Policy?> find, Func<PolicyKey, int> objectsOf, Action<PolicyKey> changed, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PolicyKey, RemovalAccount> _accounts = [];

    /// <summary>Breakers that are open now.</summary>
    public int Open
    {
        get
        {
            lock (_gate) return _accounts.Count(item => Refreshed(item.Value, find(item.Key)).Hold is not null);
        }
    }

    /// <summary>Whether the objects of a template would have to wait; counts nothing.</summary>
    public GuardHold? Check(PolicyKey owner, RemovalCause cause, TemplateKey template, IReadOnlyCollection<string> members) => Ask(owner, cause, template, members, count: false);

    /// <summary>Counts the objects of a template that are about to be removed; null when they may be.</summary>
    public GuardHold? Take(PolicyKey owner, RemovalCause cause, TemplateKey template, IReadOnlyCollection<string> members) => Ask(owner, cause, template, members, count: true);

    /// <summary>What a policy's breaker waits for, and how many templates wait for it; null while it is closed.</summary>
    public (GuardHold Hold, int Waiting)? StateOf(PolicyKey owner)
    {
        lock (_gate)
        {
            var policy = find(owner);
            if (!_accounts.ContainsKey(owner) && OpenIn(policy?.Status) is null) return null;
            var account = Present(owner, policy);
            return account.Hold is { } hold ? (hold, account.Waiting) : null;
        }
    }

    private GuardHold? Ask(PolicyKey owner, RemovalCause cause, TemplateKey template, IReadOnlyCollection<string> members, bool count)
    {
        if (!RemovalBreaker.Counts(cause)) return null;
        GuardHold? hold;
        bool before, after;
        lock (_gate)
        {
            var policy = find(owner);
            before = _accounts.TryGetValue(owner, out var known) && known.Hold is not null;
            var account = Present(owner, policy);
            hold = account.Take(template, members, cause, policy?.Spec.Safety?.RemovalBudget ?? PolicyDefaults.RemovalBudget, time.GetTimestamp(), count);
            after = account.Hold is not null;
        }

        if (before != after) changed(owner);
        return hold;
    }

    private RemovalAccount Present(PolicyKey owner, Policy? policy)
    {
        var isKnown = _accounts.TryGetValue(owner, out var account);
        if (isKnown && !Refreshed(account!, policy).IsOver(time.GetElapsedTime(account!.Stamp))) return account!;

        // Before the first of this process, an earlier leader may have left the breaker open.
        var found = isKnown ? null : OpenIn(policy?.Status);
        account = _accounts[owner] = new($"policy {owner}", objectsOf(owner), found?.LastTransitionTime ?? time.GetUtcNow(), time.GetTimestamp());
        if (found is not null) account.TakeOver();
        return Refreshed(account, policy);
    }

    private RemovalAccount Refreshed(RemovalAccount account, Policy? policy)
    {
        DateTimeOffset? acknowledgedAt = Rfc3339.TryParse(policy?.Source.Annotation(WellKnown.AcknowledgeRemovalsAnnotation), out var at) ? at : null;
        account.Refresh(acknowledgedAt, time.GetUtcNow(), IsOld);
        return account;
    }

    private bool IsOld(long stamp) => time.GetElapsedTime(stamp) >= RemovalAccount.Forgets;

    /// <summary>The condition of an open breaker in a policy's status; null when it is closed.</summary>
    internal static V1Condition? OpenIn(PropagationPolicyStatus? status) =>
        status?.Conditions?.FirstOrDefault(static c => c is { Type: PolicyConditions.BreakerOpen, Status: "True" });
}
