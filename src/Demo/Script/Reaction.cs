using System.Globalization;
using Loadline.Demo.View;

namespace Loadline.Demo.Script;

/// <summary>What the fleet did after a step, measured in the members themselves.</summary>
/// <param name="Step">The step.</param>
/// <param name="What">What was done, for people.</param>
/// <param name="Before">Replicas when it was done.</param>
/// <param name="After">Replicas when they had settled, or when they were last looked at.</param>
/// <param name="FirstMove">Until the first member wanted another number; null when none did.</param>
/// <param name="Effective">Until the effect was there and the fleet at strength; null when that was not seen.</param>
internal sealed record Reaction(ScriptStep Step, string What, FleetReplicas Before, FleetReplicas After, TimeSpan? FirstMove, TimeSpan? Effective)
{
    /// <summary>True when replicas moved as they should.</summary>
    public bool Moved => Effective is not null;

    /// <summary>True when the script demands a move that did not come.</summary>
    public bool Failed => Step.Expected && !Moved;

    public override string ToString()
    {
        var changes = Before.ChangesTo(After);
        if (Effective is not { } effective) return changes.Length > 0 ? $"{What}: not the expected move ({changes})" : $"{What}: nothing moved";
        return string.Create(CultureInfo.InvariantCulture, $"{What}: first move after {(FirstMove ?? effective).TotalSeconds:0.0} s, done after {effective.TotalSeconds:0.0} s ({changes})");
    }
}
