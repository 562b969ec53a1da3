namespace Loadline.Placement.Weights;

/// <summary>What changed since the division last did: the cause that a change is given.</summary>
internal static class Causes
{
    private const double CapacityStep = 0.1;
    private const double RttStep = 0.15;
    private const double LeastRttStepMs = 3;

    /// <summary>Remembers the world in which the division was decided.</summary>
    public static void Anchor(in Inputs inputs)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            inputs.Memory.Members[i].CapacityThen = Speed(inputs, i);
            inputs.Memory.Members[i].RttThen = inputs.Work.Distance[i];
        }

        inputs.Memory.DemandThen = inputs.Memory.Busy;
    }

    /// <summary>What changed most in a member; None when nothing did.</summary>
    public static WeightReason OfMember(in Inputs inputs, int i)
    {
        var member = inputs.Memory.Members[i];
        var capacity = Speed(inputs, i) / member.CapacityThen - 1;
        var rtt = inputs.Work.Distance[i] - member.RttThen;
        var relative = rtt / Math.Max(LeastRttStepMs, member.RttThen);
        if (Math.Abs(rtt) >= LeastRttStepMs && Math.Abs(relative) >= RttStep && !(Math.Abs(capacity) > Math.Abs(relative))) return WeightReason.RttStep;
        return capacity <= -CapacityStep ? WeightReason.CapacityDrop : capacity >= CapacityStep ? WeightReason.CapacityRecovered : WeightReason.None;
    }

    /// <summary>The cause of a change of the whole division.</summary>
    public static WeightReason OfFleet(in Inputs inputs)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            if (!inputs.Memory.Members[i].Healthy) return WeightReason.Down;
        }

        for (var i = 0; i < inputs.Count; i++)
        {
            if (OfMember(inputs, i) is var reason and not WeightReason.None) return reason;
        }

        return WeightReason.DemandShift;
    }

    private static double Speed(in Inputs inputs, int i)
    {
        var member = inputs.Memory.Members[i];
        if (!double.IsNaN(member.Capacity) && member.CapacityReplicas > 0) return member.Capacity / member.CapacityReplicas;
        var use = double.IsNaN(member.NodeCpu) ? 0 : member.NodeCpu;
        return inputs.ReplicaRate * Math.Max(0.05, 1 - use);
    }
}
