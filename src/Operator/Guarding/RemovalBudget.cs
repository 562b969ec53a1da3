using Loadline.Crds.Validation;
using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Guarding;

/// <summary>How many objects may be removed in one window.</summary>
/// <param name="Amount">A percentage of the objects, but at least ten; or a number, taken as it is.</param>
/// <param name="Name">What sets it, for messages.</param>
internal readonly record struct RemovalBudget(IntOrString Amount, string Name)
{
    /// <summary>Of all objects in one member, whichever policies placed them.</summary>
    public static RemovalBudget OfMember { get; } = new(PolicyDefaults.RemovalBudget, "the budget of a member");

    /// <summary>Removals that it allows.</summary>
    /// <param name="objects">Objects at the beginning of the window.</param>
    public int Of(int objects) => Amount.Number ?? Math.Max(Amount.ScaledTo(objects), RemovalBreaker.AlwaysAllowed);
}
