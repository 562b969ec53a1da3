namespace Loadline.Operator.Guarding;

/// <summary>How far a change of replicas may go now.</summary>
/// <param name="Replicas">What the member may be given now: the wanted number, or the safe step towards it, or what it has.</param>
/// <param name="Hold">Why that is not the wanted number; null when it is.</param>
internal readonly record struct GuardVerdict(int Replicas, GuardHold? Hold)
{
    /// <summary>The whole change may be written.</summary>
    public bool IsAllowed => Hold is null;
}
