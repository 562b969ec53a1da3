using Loadline.Crds;

namespace Loadline.Operator.Guarding;

/// <summary>
/// Stops an avalanche of removals that follows from one edit, one fault or one loss of data, rather than from as many wishes.
/// </summary>
/// <remarks>
/// What a user deletes by name in the hub is a wish and neither counted nor held: each template that goes, and a policy with all that
/// it placed. Nor is a move of replicas, which has a floor of its own. What follows indirectly is counted: an edited selector, a changed
/// label, a placement that lost members, templates that are gone without a deletion.
/// </remarks>
internal static class RemovalBreaker
{
    /// <summary>Removals that a percentage never forbids: in small sets one edit is a large share, and the harm is small.</summary>
    public const int AlwaysAllowed = 10;

    /// <summary>Whether removals for this cause count against the budget.</summary>
    public static bool Counts(RemovalCause cause) => cause is not (RemovalCause.TemplateDeleted or RemovalCause.PolicyDeleted or RemovalCause.MovedAway);

    /// <summary>How a user releases what is held.</summary>
    /// <param name="owner">Whose breaker is open.</param>
    public static string Acknowledgement(RemovalOwner owner) => $"an acknowledgement (the time of now in annotation {WellKnown.AcknowledgeRemovalsAnnotation} of {owner})";

    /// <summary>Why the next removal waits; null when it may go ahead.</summary>
    /// <param name="owner">Whose window it is.</param>
    /// <param name="cause">Why the object is to be removed.</param>
    /// <param name="budget">Removals allowed in one window.</param>
    /// <param name="window">The present window.</param>
    public static GuardHold? Check(RemovalOwner owner, RemovalCause cause, RemovalBudget budget, in RemovalWindow window)
    {
        if (!Counts(cause) || window.Acknowledged) return null;
        var allowed = budget.Of(window.Objects);
        return window.Removed < allowed ? null : new(
            GuardReasons.RemovalBudget,
            $"{Acknowledgement(owner)}: {window.Removed} of its {window.Objects} objects were removed in one window and {allowed} may be ({budget.Name} {budget.Amount})");
    }
}
