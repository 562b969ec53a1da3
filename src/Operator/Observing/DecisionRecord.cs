using System.Globalization;
using Loadline.Crds;
using Loadline.Operator.Binding;
using Loadline.Operator.Json;
using Loadline.Operator.Weighing;
using Loadline.Placement.Decisions;
using Loadline.Placement.Scheduling;

namespace Loadline.Operator.Observing;

/// <summary>The placement's reasons in the form that the binding's status carries.</summary>
internal static class DecisionRecord
{
    private const int MaxListed = 100;
    private const int MaxMessage = 1024;

    /// <summary>
    /// The record of a result. A decision that came to what the last one came to keeps its identity and time, so that nothing is written
    /// for it.
    /// </summary>
    /// <param name="workload">What is known of the template; its gate is held.</param>
    /// <param name="binding">Its binding.</param>
    /// <param name="result">Its decision, which placed it.</param>
    /// <param name="parts">The members as they are.</param>
    public static Decision Of(Workload workload, BindingView binding, PlacementResult result, IReadOnlyList<MemberPart> parts)
    {
        var before = binding.Status?.Decision;
        var explanation = result.Measured is null ? null : workload.Explanation;
        var decision = Of(workload, binding, result, parts, explanation, before);
        return explanation is not null && workload.Traffic is { } traffic ? TrafficRecord.Add(decision, before, traffic, workload.TrafficAt.Wall) : decision;
    }

    private static Decision Of(Workload workload, BindingView binding, PlacementResult result, IReadOnlyList<MemberPart> parts, Explanation? explanation, Decision? before)
    {
        var decidedAt = workload.DecidedAt;
        var served = Served(binding, workload.RescheduledFor);
        var id = Id(binding, result, explanation, served);
        if (before is not null && before.Id == id) return before;
        var members = result.Decision.Members;
        var clusters = new List<ClusterDecision>();
        foreach (var member in Listed(members))
        {
            if (explanation is not null && member.Measured is { } row)
            {
                clusters.Add(MeasuredRecord.Of(member, row, explanation, before?.Clusters?.FirstOrDefault(c => c.Name == member.Cluster), decidedAt));
                continue;
            }

            clusters.Add(new()
            {
                Name = member.Cluster,
                DesiredReplicas = member.Selected ? member.Replicas : null,
                CurrentReplicas = parts.FirstOrDefault(p => p.Name == member.Cluster)?.Row?.SpecReplicas,
                Share = member is { Weight: { } weight, WeightTotal: { } total and > 0 } ? (int)(10_000 * weight / total) : null,
                Inputs = member.RttMs is null && member.CpuLoad is null && member.Room is null
                    ? null
                    : new()
                    {
                        RttMs = member.RttMs is { } rtt ? new() { Value = Math.Round(rtt, 1) } : null,
                        Utilization = member.CpuLoad is { } load ? new() { Value = Math.Round(load, 3) } : null,
                        Headroom = member.Room is { } room and < int.MaxValue ? new() { Value = room } : null,
                    },
                Reason = ChangeReason.Of(member, before?.Clusters?.FirstOrDefault(c => c.Name == member.Cluster)),
                Message = Cut(member.Reason),
            });
        }

        return new()
        {
            Id = id,
            // A clock ahead of ours must not leave its request unserved for ever.
            Time = WholeSeconds.Down(served > decidedAt ? served.Value : decidedAt),
            Mode = explanation?.Outcome.Mode.ToString() ?? DecisionModes.Normal,
            Reason = explanation?.Reason,
            Message = Cut(explanation?.Message),
            Objective = explanation is { Outcome: { } outcome } ? MeasuredRecord.Objective(outcome) : null,
            MarginalCostMs = explanation is null ? null : Math.Round(explanation.Outcome.ThetaMs, 2),
            TelemetryTier = explanation is null ? null : MeasuredRecord.Tier(explanation),
            Clusters = clusters,
            MoreClusters = members.Count > MaxListed ? members.Count - MaxListed : null,
            Memory = workload.Memory,
        };
    }

    /// <summary>Over a hundred members, those that change most: the others say nothing new.</summary>
    private static IEnumerable<MemberDecision> Listed(IReadOnlyList<MemberDecision> members) => members.Count <= MaxListed
        ? members
        : members.OrderByDescending(static m => Math.Abs((m.Replicas ?? 0) - m.Previous)).ThenByDescending(static m => m.Replicas ?? 0).Take(MaxListed);

    private static string? Cut(string? text) => text is { Length: > MaxMessage } ? text[..MaxMessage] : text;

    /// <summary>The request for a new division, once it is served.</summary>
    private static DateTimeOffset? Served(BindingView binding, DateTimeOffset? rescheduledFor) =>
        binding.Spec.RescheduleTriggeredAt is { } asked && (rescheduledFor == asked || !binding.IsRescheduleDue) ? asked : null;

    /// <summary>Equal for equal targets of the same demand.</summary>
    private static string Id(BindingView binding, PlacementResult result, Explanation? explanation, DateTimeOffset? served)
    {
        var hash = new Fnv();
        hash.Add(binding.Uid);
        hash.Add(result.AffinityName);
        // A new division that was asked for is a decision of its own, even when it comes to the same.
        if (served is { } asked) hash.Add(asked.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        foreach (var target in result.Targets)
        {
            hash.Add(target.Cluster);
            hash.Add(target.Replicas?.ToString(CultureInfo.InvariantCulture) ?? "-");
        }

        if (explanation is not null) hash.Add(explanation.Identity.ToString("x16", CultureInfo.InvariantCulture));
        return hash.Value.ToString("x16", CultureInfo.InvariantCulture);
    }
}
