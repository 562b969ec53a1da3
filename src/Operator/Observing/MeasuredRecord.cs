using Loadline.Crds;
using Loadline.Operator.Sensing;
using Loadline.Operator.Weighing;
using Loadline.Placement.Decisions;
using Loadline.Placement.Scheduling;
using Loadline.Placement.Weights;

namespace Loadline.Operator.Observing;

/// <summary>What a decision by measured weights says of one member, in the form that the binding's status carries.</summary>
internal static class MeasuredRecord
{
    private const int MaxMessage = 1024;

    /// <summary>One member.</summary>
    /// <param name="member">The placement's reasons.</param>
    /// <param name="row">The loop's.</param>
    /// <param name="explanation">What the decision rested on.</param>
    /// <param name="before">What the decision before said of the member; null when it said nothing.</param>
    /// <param name="decidedAt">When the decision was made.</param>
    public static ClusterDecision Of(MemberDecision member, MemberWeight row, Explanation explanation, ClusterDecision? before, DateTimeOffset decidedAt)
    {
        var reason = row.Reason == WeightReason.None ? null : row.Reason.ToString();
        var isSame = before is not null && before.DesiredReplicas == row.Desired;
        if (isSame && Stays(before!.Reason, row.Reason)) reason = before.Reason;
        return new()
        {
            Name = member.Cluster,
            DesiredReplicas = row.Desired,
            CurrentReplicas = row.Current,
            ProposedReplicas = row.Proposed,
            Share = row.TrafficWeight,
            Inputs = Inputs(member, row, explanation, decidedAt),
            MarginalMs = Math.Round(row.MarginalMs, 2),
            Bound = row.Limit == WeightLimit.None ? null : row.Limit.ToString(),
            Reason = reason,
            Message = Cut(member.Reason),
            ToGain = Cut(member.WhyNotMore),
            Since = reason is null ? null : isSame && before!.Reason == reason && before.Since is { } since ? since : WholeSeconds.Down(Since(row, explanation, decidedAt)),
        };
    }

    /// <summary>
    /// What led to a division stays its reason until something else can be said. That pods warm up is no news of a member that just lost some: those
    /// that it kept were young before.
    /// </summary>
    private static bool Stays(string? before, WeightReason now) => now switch
    {
        WeightReason.None => true,
        WeightReason.Warming => before is nameof(WeightReason.RttStep) or nameof(WeightReason.CapacityDrop) or nameof(WeightReason.DemandShift),
        _ => false,
    };

    /// <summary>Predicted mean latency.</summary>
    public static DecisionObjective Objective(MeasuredOutcome outcome) => new()
    {
        CurrentMs = Math.Round(outcome.CurrentMs, 2),
        ProposedMs = Math.Round(outcome.ProposedMs, 2),
        AppliedMs = Math.Round(outcome.AppliedMs, 2),
    };

    /// <summary>The sources of load that the decision rested on, best first.</summary>
    public static string Tier(Explanation explanation)
    {
        var sources = explanation.Measurements.Select(static m => m.Value.Load?.Source).OfType<string>().Distinct(StringComparer.Ordinal)
            .OrderByDescending(static s => Confidence.Of(s)).ThenBy(static s => s, StringComparer.Ordinal).ToArray();
        return sources.Length == 0 ? "None" : string.Join(',', sources);
    }

    private static DecisionInputs Inputs(MemberDecision member, MemberWeight row, Explanation explanation, DateTimeOffset decidedAt)
    {
        var measured = explanation.Measurements.GetValueOrDefault(member.Cluster);
        return new()
        {
            RttMs = Input(measured.Rtt, 1, decidedAt),
            Capacity = new() { Value = Math.Round(row.Capacity, 1), Source = "Model" },
            Utilization = Input(measured.Load, 3, decidedAt),
            OwnCores = measured.OwnAssumed is { } assumed ? new() { Source = $"Assumed: {assumed}" } : Input(measured.OwnCores, 3, decidedAt),
            Headroom = member.Room is { } room and < int.MaxValue ? new() { Value = room, Source = Confidence.Requests } : null,
        };
    }

    private static DecisionInput? Input(Measurement? measurement, int digits, DateTimeOffset decidedAt) => measurement is null ? null : new()
    {
        Value = Math.Round(measurement.Value, digits),
        Age = KubeDuration.Format(TimeSpan.FromSeconds(Math.Max(Math.Round((decidedAt - measurement.At).TotalSeconds), 0))),
        Source = measurement.Source,
        Confidence = Math.Round(measurement.Confidence, 2),
    };

    private static DateTimeOffset Since(MemberWeight row, Explanation explanation, DateTimeOffset decidedAt)
    {
        var ago = explanation.Outcome.Time - row.Since;
        return ago > TimeSpan.Zero && ago < TimeSpan.FromDays(1) ? decidedAt - ago : decidedAt;
    }

    private static string? Cut(string text) => text.Length == 0 ? null : text.Length <= MaxMessage ? text : text[..MaxMessage];
}
