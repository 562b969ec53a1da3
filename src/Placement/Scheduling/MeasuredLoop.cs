using Loadline.Crds;
using Loadline.Placement.Weights;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// What the weight loop of one workload remembers between decisions, one memory for each overflow tier. Owned by whoever places the workload; two
/// decisions must not use it at once.
/// </summary>
public sealed class MeasuredLoop
{
    private readonly List<Tier> _tiers = [];

    /// <summary>What another process has to know to go on; null before the first decision.</summary>
    /// <param name="clock">The present moment.</param>
    public DecisionMemory? Remember(LoopClock clock)
    {
        TierMemory[] tiers = [.. _tiers.Select((t, i) => LoopMemory.Write(i, t.Memory, clock)).OfType<TierMemory>()];
        return tiers.Length == 0 ? null : new() { Version = DecisionMemory.CurrentVersion, Tiers = tiers };
    }

    /// <summary>Goes on where another process stopped. What cannot be read is not taken over, and the first decision then waits as long as after a move.</summary>
    /// <param name="last">The last decision that it reported.</param>
    /// <param name="held">The present division.</param>
    /// <param name="clock">The present moment.</param>
    /// <returns>Why nothing was taken over; null when it was.</returns>
    public string? Recall(Decision last, IReadOnlyList<PlacementTarget> held, LoopClock clock)
    {
        ArgumentNullException.ThrowIfNull(last);
        ArgumentNullException.ThrowIfNull(held);
        if (last.Memory is not { } memory) return null;
        if (LoopMemory.Problem(memory) is { } problem) return problem;
        Reset();
        var traffic = last.Traffic;
        foreach (var tier in (memory.Tiers ?? []).OrderBy(static t => t.Tier))
        {
            while (_tiers.Count < tier.Tier) _tiers.Add(new(new(), new()));
            _tiers.Add(new(LoopMemory.Read(tier, held, clock), traffic is null ? new() : LoopMemory.Read(tier, held, traffic, last.TrafficTime, clock)));
            // Traffic is told of the first tier that holds anything.
            traffic = null;
        }

        return null;
    }

    /// <summary>Forgets everything: a new division was asked for.</summary>
    internal void Reset() => _tiers.Clear();

    internal Tier Of(int tier)
    {
        while (_tiers.Count <= tier) _tiers.Add(new(new(), new()));
        return _tiers[tier];
    }

    /// <summary>What is remembered of one tier.</summary>
    internal sealed class Tier(WeightMemory memory, WeightMemory traffic)
    {
        private WeightSpec? _spec;
        private WeightSpec? _base;
        private WeightSpec? _traffic;
        private WeightSpec? _trafficBase;

        public WeightMemory Memory { get; } = memory;

        /// <summary>What the traffic loop remembers; it runs only where origins of demand are known.</summary>
        public WeightMemory Traffic { get; } = traffic;

        /// <summary>The policy's knobs with this workload's own; the same instance while both stay.</summary>
        public WeightSpec Spec(WeightSpec policy, string uid, double cores, int budget, bool rebalance)
        {
            if (_spec is not null && ReferenceEquals(_base, policy) && _spec.Uid == uid && _spec.CoresPerReplica == cores && _spec.MoveBudget == budget && _spec.Rebalance == rebalance)
                return _spec;
            _base = policy;
            return _spec = policy with { Uid = uid, CoresPerReplica = cores, MoveBudget = budget, Rebalance = rebalance };
        }

        /// <summary>The same knobs for traffic alone.</summary>
        public WeightSpec TrafficSpec(WeightSpec spec)
        {
            if (_traffic is not null && ReferenceEquals(_trafficBase, spec)) return _traffic;
            _trafficBase = spec;
            return _traffic = spec with { Strategy = WeightStrategy.Traffic };
        }
    }
}
