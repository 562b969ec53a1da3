using Loadline.Crds;
using Loadline.Placement.Decisions;
using Loadline.Placement.Scheduling;

namespace Loadline.Operator.Observing;

/// <summary>Why a member's part changed from one decision to the next, as a word of <see cref="DecisionReasons"/>.</summary>
internal static class ChangeReason
{
    /// <summary>A round trip that differs by this factor, and by so many milliseconds, is another path and not noise.</summary>
    private const double RttStep = 1.1;
    private const double RttStepMs = 10;

    /// <summary>A load that differs by this much, 1 meaning all processors.</summary>
    private const double LoadStep = 0.1;

    /// <summary>The reason; null when the part did not change, or when nothing of the member itself explains the change.</summary>
    /// <param name="now">Outcome for the member.</param>
    /// <param name="before">What the decision before said of it; null when there was none.</param>
    public static string? Of(MemberDecision now, ClusterDecision? before)
    {
        if (now.RefusedBy == MemberFilter.Eviction || (now.RefusedBy == MemberFilter.Taint && Held(before))) return DecisionReasons.Down;
        if (before is null || (now.Replicas ?? 0) == (before.DesiredReplicas ?? 0)) return null;
        var load = now.CpuLoad - before.Inputs?.Utilization?.Value;
        var rtt = before.Inputs?.RttMs?.Value;
        if ((now.Replicas ?? 0) < (before.DesiredReplicas ?? 0))
            return IsFarther(rtt, now.RttMs) ? DecisionReasons.RttStep : load > LoadStep ? DecisionReasons.CapacityDrop : null;
        if (before.Reason == DecisionReasons.Down) return DecisionReasons.Recovered;
        return IsFarther(now.RttMs, rtt) ? DecisionReasons.RttStep : load < -LoadStep ? DecisionReasons.CapacityRecovered : DecisionReasons.Receiver;
    }

    /// <summary>A taint throws nobody out: a member that had replicas, and is refused for its taint now, was evicted in between.</summary>
    private static bool Held(ClusterDecision? before) => before is { DesiredReplicas: > 0 } or { Reason: DecisionReasons.Down };

    private static bool IsFarther(double? than, double? rtt) => rtt > than * RttStep && rtt - than > RttStepMs;
}
