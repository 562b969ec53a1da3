namespace Loadline.Placement.Weights;

/// <summary>Everything that a decision remembers, as plain data: what is saved, restored and replayed.</summary>
internal sealed class WeightMemory
{
    /// <summary>Round trips of which the median is taken.</summary>
    public const int Window = 5;

    public long Decisions { get; set; }

    public MemberMemory[] Members { get; set; } = [];

    public string[] OriginNames { get; set; } = [];

    /// <summary>The last round trips of every path (origin, member), the oldest first; NaN where there was none.</summary>
    public double[] RttSamples { get; set; } = [];

    /// <summary>Round trip of every path as traffic sees it.</summary>
    public double[] Rtt { get; set; } = [];

    /// <summary>Round trip of every path as replicas see it.</summary>
    public double[] SlowRtt { get; set; } = [];

    /// <summary>Requests per second of every origin as traffic sees it.</summary>
    public double[] Demand { get; set; } = [];

    /// <summary>The same as replicas see it.</summary>
    public double[] SlowDemand { get; set; } = [];

    /// <summary>Mean absolute innovation of every origin's demand, as a ratio.</summary>
    public double[] DemandDeviation { get; set; } = [];

    public TimeSpan[] DemandSeen { get; set; } = [];

    /// <summary>Traffic shares of every path as decided last; empty before the first decision.</summary>
    public double[] Shares { get; set; } = [];

    /// <summary>Requests per second on every path in the last solution for traffic.</summary>
    public double[] Flow { get; set; } = [];

    /// <summary>The same in the last solution for replicas.</summary>
    public double[] PotentialFlow { get; set; } = [];

    /// <summary>Requests per second of one replica at full speed; NaN until measured.</summary>
    public double ReplicaRate { get; set; } = double.NaN;

    public TimeSpan ReplicaRateAt { get; set; } = Moment.Never;

    /// <summary>Busy replicas of the whole fleet; NaN until known.</summary>
    public double Busy { get; set; } = double.NaN;

    /// <summary>Its slowly falling peak, against which the reserve is kept.</summary>
    public double BusyPeak { get; set; } = double.NaN;

    /// <summary>Most replicas of one member for the fleet to survive its loss, as last taken over; 0 before.</summary>
    public int Reserve { get; set; }

    /// <summary>Replicas for which <see cref="Reserve"/> was found.</summary>
    public int ReserveFor { get; set; }

    public TimeSpan BusyAt { get; set; } = Moment.Never;

    /// <summary>When demand was first followed.</summary>
    public TimeSpan BusySince { get; set; } = Moment.Never;

    /// <summary>Demand when the division last changed.</summary>
    public double DemandThen { get; set; } = double.NaN;

    public TimeSpan TrafficStepAt { get; set; } = Moment.Never;

    /// <summary>When an origin's demand last changed by far more than noise.</summary>
    public TimeSpan EventAt { get; set; } = Moment.Never;

    public TimeSpan MovedAt { get; set; } = Moment.Never;

    /// <summary>When the change that is under way began.</summary>
    public TimeSpan ChangeSince { get; set; } = Moment.Never;

    public int Replicas { get; set; } = -1;

    /// <summary>Fits the memory to a fleet; what is known of members and origins that stay is kept.</summary>
    public void Align(WeightSnapshot snapshot)
    {
        if (!IsAligned(snapshot.Names, snapshot.OriginNames)) Remap(snapshot.Names, snapshot.OriginNames);
    }

    private void Remap(string[] names, string[] origins)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Members.Length; i++) known[Members[i].Name] = i;
        var from = new int[names.Length];
        var members = new MemberMemory[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            from[i] = known.TryGetValue(names[i], out var old) ? old : -1;
            members[i] = from[i] < 0 ? new MemberMemory { Name = names[i] } : Members[from[i]];
        }

        var originFrom = new int[origins.Length];
        for (var j = 0; j < origins.Length; j++) originFrom[j] = Array.IndexOf(OriginNames, origins[j]);
        RttSamples = Remap(RttSamples, Members.Length, originFrom, from, Window);
        Rtt = Remap(Rtt, Members.Length, originFrom, from, 1);
        SlowRtt = Remap(SlowRtt, Members.Length, originFrom, from, 1);
        Demand = Remap(Demand, 1, originFrom, [0], 1);
        SlowDemand = Remap(SlowDemand, 1, originFrom, [0], 1);
        DemandDeviation = OrZero(Remap(DemandDeviation, 1, originFrom, [0], 1));
        var seen = new TimeSpan[origins.Length];
        for (var j = 0; j < seen.Length; j++) seen[j] = originFrom[j] < 0 ? Moment.Never : DemandSeen[originFrom[j]];
        DemandSeen = seen;
        var removed = Members.Length > 0 && Array.Exists(Members, member => Array.IndexOf(names, member.Name) < 0);
        Shares = Shares.Length == 0 || removed || Array.Exists(originFrom, static j => j < 0) ? [] : OrZero(Remap(Shares, Members.Length, originFrom, from, 1));
        Flow = [];
        PotentialFlow = [];
        (Members, OriginNames) = (members, origins);
    }

    /// <summary>Moves every remembered moment, for a process whose monotonic clock starts elsewhere.</summary>
    public void Shift(TimeSpan by)
    {
        foreach (var member in Members)
        {
            (member.LoadSeen, member.LoadTaken, member.RttSeen) = (Moved(member.LoadSeen), Moved(member.LoadTaken), Moved(member.RttSeen));
            (member.DownSince, member.UpSince, member.EarlierDown) = (Moved(member.DownSince), Moved(member.UpSince), Moved(member.EarlierDown));
            (member.PenaltyAt, member.WarmingSince) = (Moved(member.PenaltyAt), Moved(member.WarmingSince));
            (member.ErrorSeen, member.TurnAt) = (Moved(member.ErrorSeen), Moved(member.TurnAt));
            member.FailingSince = Moved(member.FailingSince);
            (member.LoweredAt, member.ReasonSince) = (Moved(member.LoweredAt), Moved(member.ReasonSince));
        }

        for (var j = 0; j < DemandSeen.Length; j++) DemandSeen[j] = Moved(DemandSeen[j]);
        (ReplicaRateAt, TrafficStepAt) = (Moved(ReplicaRateAt), Moved(TrafficStepAt));
        EventAt = Moved(EventAt);
        (BusyAt, BusySince) = (Moved(BusyAt), Moved(BusySince));
        (MovedAt, ChangeSince) = (Moved(MovedAt), Moved(ChangeSince));

        TimeSpan Moved(TimeSpan moment) => moment == Moment.Never || moment == Moment.Ever ? moment : moment + by;
    }

    private bool IsAligned(string[] names, string[] origins)
    {
        if (names.Length != Members.Length) return false;
        for (var i = 0; i < names.Length; i++)
        {
            if (!string.Equals(names[i], Members[i].Name, StringComparison.Ordinal)) return false;
        }

        return ReferenceEquals(origins, OriginNames) || origins.AsSpan().SequenceEqual(OriginNames);
    }

    private static double[] Remap(double[] old, int oldWidth, int[] rows, int[] columns, int depth)
    {
        var mapped = new double[rows.Length * columns.Length * depth];
        mapped.AsSpan().Fill(double.NaN);
        for (var j = 0; j < rows.Length; j++)
        {
            for (var i = 0; i < columns.Length && rows[j] >= 0; i++)
            {
                if (columns[i] < 0) continue;
                old.AsSpan((rows[j] * oldWidth + columns[i]) * depth, depth).CopyTo(mapped.AsSpan((j * columns.Length + i) * depth));
            }
        }

        return mapped;
    }

    private static double[] OrZero(double[] values)
    {
        for (var k = 0; k < values.Length; k++)
        {
            if (double.IsNaN(values[k])) values[k] = 0;
        }

        return values;
    }
}
