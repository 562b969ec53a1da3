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
        TierMemory[] tiers = [.. _tiers.Select((t, i) => LoopMemory.Write(i, t.State.Memory, clock)).OfType<TierMemory>()];
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
            _tiers.Add(new(new(LoopMemory.Read(tier, held, clock)), traffic is null ? new() : new(LoopMemory.Read(tier, held, traffic, last.TrafficTime, clock))));
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

    /// <summary>Memory and arrays of one tier; the arrays are used again as long as the members are the same.</summary>
    internal sealed class Tier(WeightState state, WeightState traffic)
    {
        private WeightSnapshot? _snapshot;
        private WeightSpec? _spec;
        private WeightSpec? _base;
        private WeightSpec? _traffic;
        private WeightSpec? _trafficBase;

        public WeightState State { get; } = state;

        /// <summary>What the traffic loop remembers; it runs only where origins of demand are known.</summary>
        public WeightState Traffic { get; } = traffic;

        /// <summary>A snapshot of these members in which nothing is known.</summary>
        public WeightSnapshot Snapshot(ReadOnlySpan<int> members, ReadOnlySpan<string> names, string[]? origins)
        {
            if (_snapshot is null || !Fits(_snapshot, members, names, origins))
            {
                var own = new string[members.Length];
                for (var m = 0; m < own.Length; m++) own[m] = names[members[m]];
                return _snapshot = new(own, origins);
            }

            _snapshot.Members.AsSpan().Fill(MemberSample.Unknown);
            _snapshot.Origins.AsSpan().Fill(OriginSample.Unknown);
            _snapshot.RttMs.AsSpan().Fill(double.NaN);
            return _snapshot;
        }

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

        private static bool Fits(WeightSnapshot snapshot, ReadOnlySpan<int> members, ReadOnlySpan<string> names, string[]? origins)
        {
            if (snapshot.Names.Length != members.Length) return false;
            for (var m = 0; m < members.Length; m++)
                if (!ReferenceEquals(snapshot.Names[m], names[members[m]]) && snapshot.Names[m] != names[members[m]]) return false;
            return origins is null ? snapshot.OriginNames.Length == 1 : snapshot.OriginNames.AsSpan().SequenceEqual(origins);
        }
    }
}
