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
    public static Decision Of(BindingView binding, PlacementResult result, DateTimeOffset decidedAt, IReadOnlyList<MemberPart> parts)
    {
        var before = binding.Status?.Decision;
        var id = Id(binding, result, decidedAt);
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
            Time = new(decidedAt.Ticks - (decidedAt.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero),
            Mode = DecisionModes.Normal,
            Clusters = clusters,
            MoreClusters = members.Count > MaxListed ? members.Count - MaxListed : null,
        };
    }

    /// <summary>Equal for equal targets of the same demand.</summary>
    private static string Id(BindingView binding, PlacementResult result, DateTimeOffset decidedAt)
    {
        var hash = 14695981039346656037UL;
        Mix(binding.Uid);
        Mix(result.AffinityName);
        // A new division that was asked for is a decision of its own, even when it comes to the same.
        if (binding.Spec.RescheduleTriggeredAt is { } asked && asked <= decidedAt) Mix(asked.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
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
