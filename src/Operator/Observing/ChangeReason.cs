using Loadline.Crds;
using Loadline.Placement.Decisions;
using Loadline.Placement.Scheduling;

namespace Loadline.Operator.Observing;

/// <summary>Why a member's part changed from one decision to the next, as a word of <see cref="DecisionReasons"/>.</summary>
internal static class ChangeReason
{
    /// <summary>A round trip that differs by this factor is another path, not noise.</summary>
    private const double RttStep = 1.1;

    /// <summary>A load that differs by this much, 1 meaning all processors.</summary>
    private const double LoadStep = 0.1;

    /// <summary>The reason; null when the part did not change, or when nothing of the member itself explains the change.</summary>
    /// <param name="now">Outcome for the member.</param>
    /// <param name="before">What the decision before said of it; null when there was none.</param>
    public static string? Of(MemberDecision now, ClusterDecision? before)
    {
        if (now.RefusedBy == MemberFilter.Eviction) return DecisionReasons.Down;
        if (before is null || (now.Replicas ?? 0) == (before.DesiredReplicas ?? 0)) return null;
        var (rtt, load) = (Ratio(now.RttMs, before.Inputs?.RttMs?.Value), now.CpuLoad - before.Inputs?.Utilization?.Value);
        if ((now.Replicas ?? 0) < (before.DesiredReplicas ?? 0)) return rtt > RttStep ? DecisionReasons.RttStep : load > LoadStep ? DecisionReasons.CapacityDrop : null;
        if (before.Reason == DecisionReasons.Down) return DecisionReasons.Recovered;
        return rtt < 1 / RttStep ? DecisionReasons.RttStep : load < -LoadStep ? DecisionReasons.CapacityRecovered : DecisionReasons.Receiver;
    }

    private static double? Ratio(double? now, double? before) => before > 0 ? now / before : null;
}
