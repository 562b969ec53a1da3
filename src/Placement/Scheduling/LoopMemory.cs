using Loadline.Crds;
using Loadline.Placement.Weights;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// Writes what one weight loop remembers into the form that a binding's status carries, and reads it back. What is measured anew within seconds is left out,
/// and so are rates and capacities, which no source of the operator measures.
/// </summary>
internal static class LoopMemory
{
    private const int Digits = 4;
    private const int MostTiers = 32;
    private const double MostReplicas = 1e7;
    private const double MostRttMs = 60_000;
    private const double Unknown = -1;

    /// <summary>Writes one tier's memory; null before its first decision.</summary>
    public static TierMemory? Write(int tier, WeightMemory memory, LoopClock clock)
    {
        if (memory.Members.Length == 0 || Array.TrueForAll(memory.Members, static m => m.Desired < 0)) return null;
        return new()
        {
            Tier = tier,
            MovedAt = clock.TimeOf(memory.MovedAt),
            ChangeSince = clock.TimeOf(memory.ChangeSince),
            Busy = Number(memory.Busy),
            BusyPeak = Number(memory.BusyPeak),
            BusyAt = clock.TimeOf(memory.BusyAt),
            Reserve = memory.Reserve > 0 ? memory.Reserve : null,
            ReserveFor = memory.Reserve > 0 ? memory.ReserveFor : null,
            BusyThen = Number(memory.DemandThen),
            Origins = memory.OriginNames,
            Clusters = [.. Listed(memory, clock).Select(i => Write(memory, i, clock))],
        };
    }

    /// <summary>What is wrong with a record; null when nothing is.</summary>
    public static string? Problem(DecisionMemory record)
    {
        if (record.Version != DecisionMemory.CurrentVersion) return $"it has version {record.Version}, and this operator reads version {DecisionMemory.CurrentVersion}";
        var tiers = record.Tiers ?? [];
        if (tiers.Any(static t => t.Tier is < 0 or >= MostTiers) || tiers.DistinctBy(static t => t.Tier).Count() < tiers.Count) return "its tiers are not distinct numbers";
        return tiers.Select(Problem).FirstOrDefault(static p => p is not null);
    }

    /// <summary>Reads one tier's memory.</summary>
    /// <param name="record">A record without a <see cref="Problem(DecisionMemory)"/>.</param>
    /// <param name="held">What the binding says that each member holds now.</param>
    /// <param name="clock">The present moment.</param>
    public static WeightMemory Read(TierMemory record, IReadOnlyList<PlacementTarget> held, LoopClock clock)
    {
        var clusters = record.Clusters ?? [];
        string[] origins = [.. record.Origins ?? []];
        var paths = origins.Length * clusters.Count;
        var memory = new WeightMemory
        {
            OriginNames = origins,
            Members = [.. clusters.Select(c => Read(c, clock))],
            RttSamples = Unmeasured(paths * WeightMemory.Window),
            Rtt = Unmeasured(paths),
            Demand = Unmeasured(origins.Length),
            SlowDemand = Unmeasured(origins.Length),
            DemandDeviation = new double[origins.Length],
            DemandSeen = [.. origins.Select(static _ => Moment.Never)],
            Busy = record.Busy ?? double.NaN,
            BusyPeak = record.BusyPeak ?? double.NaN,
            BusyAt = clock.MomentOf(record.BusyAt),
            Reserve = record.ReserveFor is null ? 0 : record.Reserve ?? 0,
            ReserveFor = record.ReserveFor ?? 0,
            DemandThen = record.BusyThen ?? double.NaN,
            MovedAt = clock.MomentOf(record.MovedAt),
            ChangeSince = clock.MomentOf(record.ChangeSince),
        };
        // A peak that was there to be written was of a demand that had been followed for a while.
        if (record.BusyPeak is not null) memory.BusySince = memory.BusyAt - TimeSpan.FromMinutes(1);
        for (var i = 0; i < clusters.Count; i++)
        {
            for (var j = 0; j < origins.Length && j < (clusters[i].RttMs?.Count ?? 0); j++)
                if (clusters[i].RttMs![j] is >= 0 and var ms) memory.Rtt[(j * clusters.Count) + i] = ms;
        }

        memory.SlowRtt = [.. memory.Rtt];
        Reconcile(memory, held, clock.Now);
        return memory;
    }

    /// <summary>Reads what the traffic loop goes on from: the same, with the weights that were told last.</summary>
    public static WeightMemory Read(TierMemory record, IReadOnlyList<PlacementTarget> held, IReadOnlyList<OriginTraffic> traffic, DateTimeOffset? at, LoopClock clock)
    {
        var memory = Read(record, held, clock);
        var shares = new double[memory.OriginNames.Length * memory.Members.Length];
        for (var j = 0; j < memory.OriginNames.Length; j++)
        {
            if (traffic.FirstOrDefault(t => t.Origin == memory.OriginNames[j])?.Weights is not { } row) return memory;
            if (row.Values.Any(static w => w is < 0 or > TrafficWeights.Parts) || row.Values.Sum(static w => (long)w) != TrafficWeights.Parts) return memory;
            for (var i = 0; i < memory.Members.Length; i++) shares[(j * memory.Members.Length) + i] = row.GetValueOrDefault(memory.Members[i].Name) / (double)TrafficWeights.Parts;
        }

        (memory.Shares, memory.TrafficStepAt) = (shares, clock.MomentOf(at));
        return memory;
    }

    /// <summary>
    /// The record is of the decision that was reported last. Where the binding holds another division, one more was made and not reported: when is not known,
    /// so that its interval begins now.
    /// </summary>
    private static void Reconcile(WeightMemory memory, IReadOnlyList<PlacementTarget> held, TimeSpan now)
    {
        var differs = false;
        foreach (var member in memory.Members)
        {
            var replicas = held.FirstOrDefault(t => t.Cluster == member.Name).Replicas ?? 0;
            if (replicas == member.Desired) continue;
            differs = true;
            if (replicas < member.Desired) member.LoweredAt = now;
            member.Desired = member.AssignedThen = replicas;
        }

        if (differs) memory.MovedAt = memory.ChangeSince = now;
    }

    private static IEnumerable<int> Listed(WeightMemory memory, LoopClock clock)
    {
        var all = Enumerable.Range(0, memory.Members.Length);
        if (memory.Members.Length <= TierMemory.MaxClusters) return all;
        return all.OrderByDescending(i => Matters(memory.Members[i], clock)).Take(TierMemory.MaxClusters).Order();
    }

    private static bool Matters(MemberMemory member, LoopClock clock) =>
        member.Desired > 0 || !member.Healthy || Math.Min(clock.Now.Since(member.LoweredAt), clock.Now.Since(member.DownSince)) < TimeSpan.FromHours(1).TotalSeconds;

    private static ClusterMemory Write(WeightMemory memory, int i, LoopClock clock)
    {
        var member = memory.Members[i];
        var rtt = new double[memory.OriginNames.Length];
        for (var j = 0; j < rtt.Length; j++) rtt[j] = Number(memory.SlowRtt[(j * memory.Members.Length) + i], 2) ?? Unknown;
        return new()
        {
            Name = member.Name,
            Desired = Math.Max(0, member.Desired),
            Ready = member.Ready < 0 ? null : member.Ready,
            LoweredAt = clock.TimeOf(member.LoweredAt),
            Lost = member.Healthy ? null : true,
            DownSince = clock.TimeOf(member.DownSince),
            EarlierDown = clock.TimeOf(member.EarlierDown),
            UpSince = clock.TimeOf(member.UpSince),
            Penalty = member.Penalty > 0.001 ? Number(member.Penalty) : null,
            PenaltyAt = member.Penalty > 0.001 ? clock.TimeOf(member.PenaltyAt) : null,
            WarmingSince = clock.TimeOf(member.WarmingSince),
            RttMs = Array.Exists(rtt, static ms => ms >= 0) ? rtt : null,
            RttAt = clock.TimeOf(member.RttSeen),
            NodeCpu = Number(member.NodeCpu),
            Utilization = Number(member.Utilization),
            OtherCores = Number(member.OtherCores),
            LoadAt = clock.TimeOf(member.LoadSeen),
            CapacityThen = Number(member.CapacityThen),
            RttThen = Number(member.RttThen),
            Reason = member.Reason == WeightReason.None ? null : member.Reason.ToString(),
            ReasonSince = clock.TimeOf(member.ReasonSince),
        };
    }

    private static MemberMemory Read(ClusterMemory record, LoopClock clock)
    {
        var others = record.OtherCores ?? double.NaN;
        var loadAt = clock.MomentOf(record.LoadAt);
        return new()
        {
            Name = record.Name,
            Desired = record.Desired ?? 0,
            AssignedThen = record.Desired ?? 0,
            Ready = record.Ready ?? -1,
            LoweredAt = clock.MomentOf(record.LoweredAt),
            Healthy = record.Lost != true,
            DownSince = clock.MomentOf(record.DownSince),
            EarlierDown = clock.MomentOf(record.EarlierDown),
            UpSince = clock.MomentOf(record.UpSince),
            Penalty = record.Penalty ?? 0,
            PenaltyAt = clock.MomentOf(record.PenaltyAt),
            WarmingSince = clock.MomentOf(record.WarmingSince),
            RttSeen = clock.MomentOf(record.RttAt),
            NodeCpu = record.NodeCpu ?? double.NaN,
            Utilization = record.Utilization ?? double.NaN,
            OtherCores = others,
            OtherSamples = [others, others, others],
            LoadSeen = loadAt,
            LoadTaken = loadAt,
            CapacityThen = record.CapacityThen ?? double.NaN,
            RttThen = record.RttThen ?? double.NaN,
            Reason = Enum.TryParse<WeightReason>(record.Reason, out var reason) && Enum.IsDefined(reason) ? reason : WeightReason.None,
            ReasonSince = clock.MomentOf(record.ReasonSince),
        };
    }

    private static string? Problem(TierMemory tier)
    {
        var clusters = tier.Clusters ?? [];
        if (!Are(MostReplicas, tier.Busy, tier.BusyPeak, tier.Reserve, tier.ReserveFor, tier.BusyThen)) return "it has numbers that cannot be";
        if (clusters.DistinctBy(static c => c.Name, StringComparer.Ordinal).Count() < clusters.Count) return "it names a member twice";
        foreach (var cluster in clusters)
        {
            var isSound = Are(MostReplicas, cluster.Desired, cluster.Ready, cluster.Penalty, cluster.OtherCores) && Are(1.5, cluster.NodeCpu, cluster.Utilization)
                && Are(1e12, cluster.CapacityThen, cluster.RttThen)
                && (cluster.RttMs ?? []).All(static ms => ms is >= 0 and <= MostRttMs or Unknown);
            if (!isSound) return $"what it says of {cluster.Name} cannot be";
        }

        return null;
    }

    private static bool Are(double most, params ReadOnlySpan<double?> values)
    {
        foreach (var value in values)
            if (value is { } number && !(number >= 0 && number <= most)) return false;
        return true;
    }

    private static double? Number(double value, int digits = Digits) => double.IsFinite(value) ? Math.Round(value, digits) : null;

    private static double[] Unmeasured(int count)
    {
        var values = new double[count];
        values.AsSpan().Fill(double.NaN);
        return values;
    }
}
