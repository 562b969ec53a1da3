namespace Loadline.Operator.Guarding;

/// <summary>Why a write waits.</summary>
/// <param name="Reason">One of <see cref="Crds.GuardReasons"/>.</param>
/// <param name="ReleasedBy">What would release it, as a sentence for the user.</param>
internal sealed record GuardHold(string Reason, string ReleasedBy);
