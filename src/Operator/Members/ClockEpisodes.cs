using Loadline.Crds;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Members;

/// <summary>When a member's clock is worth an event: once when it is found to be off, and once when it is right again.</summary>
/// <param name="time">Clock.</param>
internal sealed class ClockEpisodes(TimeProvider time)
{
    /// <summary>A skew is the least of ten minutes; one that comes and goes faster is not told again and again.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private long? _toldAt;

    /// <summary>What there is to tell; null for nothing.</summary>
    /// <param name="before">Facts before a change.</param>
    /// <param name="after">Facts after it.</param>
    public (bool Warning, string Reason, string Note)? Observe(ClockFacts? before, ClockFacts? after)
    {
        if (after?.Skew is not { } skew || (before?.IsSkewed ?? false) == after.IsSkewed) return null;
        if (!after.IsSkewed) return (false, ClusterReasons.ClocksAgree, $"its clocks are within {ClockFacts.Limit.TotalSeconds:0} s of the hub's again");
        lock (_gate)
        {
            if (_toldAt is { } told && time.GetElapsedTime(told) < Apart) return null;
            _toldAt = time.GetTimestamp();
        }

        return (true, ClusterReasons.ClockSkewed, MemberConditions.Words(after, skew));
    }
}
