using System.Globalization;
using Loadline.Crds;
using Loadline.Operator.Binding;
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
    /// <param name="binding">The binding.</param>
    /// <param name="result">The result.</param>
    /// <param name="decidedAt">When it was made.</param>
    /// <param name="parts">The members as they are.</param>
    /// <param name="rescheduledFor">The <c>rescheduleTriggeredAt</c> that was served last; null when none was by this process.</param>
    public static Decision Of(BindingView binding, PlacementResult result, DateTimeOffset decidedAt, IReadOnlyList<MemberPart> parts, DateTimeOffset? rescheduledFor)
    {
        var before = binding.Status?.Decision;
        var served = Served(binding, rescheduledFor);
        var id = Id(binding, result, served);
        if (before is not null && before.Id == id) return before;
        var members = result.Decision.Members;
        var clusters = new List<ClusterDecision>();
        foreach (var member in members)
        {
            if (clusters.Count == MaxListed) break;
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
                Message = member.Reason.Length <= MaxMessage ? member.Reason : member.Reason[..MaxMessage],
            });
        }

        return new()
        {
            Id = id,
            // A clock ahead of ours must not leave its request unserved for ever.
            Time = ToSeconds(served > decidedAt ? served.Value : decidedAt),
            Mode = DecisionModes.Normal,
            Clusters = clusters,
            MoreClusters = members.Count > MaxListed ? members.Count - MaxListed : null,
        };
    }

    /// <summary>The request for a new division, once it is served.</summary>
    private static DateTimeOffset? Served(BindingView binding, DateTimeOffset? rescheduledFor) =>
        binding.Spec.RescheduleTriggeredAt is { } asked && (rescheduledFor == asked || binding.Status?.LastScheduledTime >= ToSeconds(asked)) ? asked : null;

    private static DateTimeOffset ToSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>Equal for equal targets of the same demand.</summary>
    private static string Id(BindingView binding, PlacementResult result, DateTimeOffset? served)
    {
        var hash = 14695981039346656037UL;
        Mix(binding.Uid);
        Mix(result.AffinityName);
        // A new division that was asked for is a decision of its own, even when it comes to the same.
        if (served is { } asked) Mix(asked.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        foreach (var target in result.Targets)
        {
            Mix(target.Cluster);
            Mix(target.Replicas?.ToString(CultureInfo.InvariantCulture) ?? "-");
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);

        void Mix(string text)
        {
            foreach (var c in text) hash = (hash ^ c) * 1099511628211UL;
            hash = (hash ^ '|') * 1099511628211UL;
        }
    }
}
