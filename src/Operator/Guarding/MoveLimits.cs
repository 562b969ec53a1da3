using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Guarding;

/// <summary>What a policy's <c>safety</c> allows while replicas move.</summary>
/// <param name="Total">
/// Replicas that the user wants over all members: <c>spec.replicas</c> of a divided template, that times the members of a duplicated one.
/// </param>
/// <param name="MinReadyPercent">Share of <paramref name="Total"/> that stays ready; 100 by default.</param>
/// <param name="MaxSurge">Replicas above <paramref name="Total"/> that may exist while moving: a number or a percentage, rounded up.</param>
internal readonly record struct MoveLimits(int Total, int MinReadyPercent, IntOrString MaxSurge)
{
    /// <summary>Ready replicas over all members that no lowering may go below.</summary>
    public int Floor => (int)(((long)Total * MinReadyPercent + 99) / 100);

    /// <summary>
    /// Replicas that may exist over all members while moving. Where the floor is the total and no surge is allowed, nothing could ever
    /// move, so one is.
    /// </summary>
    public int Ceiling => (int)Math.Min(int.MaxValue, (long)Total + Math.Max(MaxSurge.ScaledTo(Total), Floor == Total ? 1 : 0));
}
