using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Guarding;

/// <summary>
/// Stops an avalanche of removals that follows from one edit, one fault or one loss of data, rather than from as many wishes.
/// </summary>
/// <remarks>
/// What a user deletes by name in the hub is a wish and neither counted nor held: each template that goes, and a policy with all that
/// it placed. What follows indirectly is counted: an edited selector, a changed label, a placement that lost members, templates that
/// are gone without a deletion.
/// </remarks>
internal static class RemovalBreaker
{
    /// <summary>Removals that a percentage never forbids: in small sets one edit is a large share, and the harm is small.</summary>
    public const int AlwaysAllowed = 10;

    /// <summary>Whether removals for this cause count against the budget.</summary>
    public static bool Counts(RemovalCause cause) => cause is not (RemovalCause.TemplateDeleted or RemovalCause.PolicyDeleted);

    /// <summary>Why the next removal waits; null when it may go ahead.</summary>
    /// <param name="owner">What the window is about, for example <c>policy shop/spread</c> or <c>member eu-1</c>.</param>
    /// <param name="cause">Why the object is to be removed.</param>
    /// <param name="budget">Removals allowed in one window: a percentage of the objects, but at least ten; or a number, taken as it is.</param>
    /// <param name="window">The present window.</param>
    public static GuardHold? Check(string owner, RemovalCause cause, IntOrString budget, in RemovalWindow window)
    {
        if (!Counts(cause) || window.Acknowledged) return null;
        var allowed = budget.Number ?? Math.Max(budget.ScaledTo(window.Objects), AlwaysAllowed);
        return window.Removed < allowed ? null : new(
            GuardReasons.RemovalBudget,
            $"An acknowledgement, or the next window: {window.Removed} of {window.Objects} objects of {owner} were removed in this one "
            + $"and {allowed} may be (safety.removalBudget {budget})");
    }
}
