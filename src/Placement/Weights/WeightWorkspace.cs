namespace Loadline.Placement.Weights;

/// <summary>The working arrays of decisions over one fleet, made once and used again; nothing in them outlives a decision but the decision itself.</summary>
internal sealed class WeightWorkspace
{
    // Where replicas follow endpoints, neither is needed.
    private WaterFill? _fill;
    private MarginalTable[]? _tables;

    public WeightWorkspace(WeightSnapshot snapshot)
    {
        var (members, origins) = (snapshot.Names.Length, snapshot.OriginNames.Length);
        Decision = new WeightDecision(snapshot.Names, snapshot.OriginNames);
        (Usable, Fresh, NewLoad, Damped) = (new bool[members], new bool[members], new bool[members], new bool[members]);
        (Age, Capacity, Load, Distance) = (new double[members], new double[members], new double[members], new double[members]);
        (Scratch, Costs, Shares, Staffing) = (new double[members], new double[members], new double[members], new double[members]);
        (Servers, Baseline, Seats, Caps) = (new int[members], new int[members], new int[members], new int[members]);
        Seating = new SeatScratch(members);
        (Lower, Upper) = (new int[members], new int[members]);
        (Floors, StepCaps, Parties, Order) = (new int[members], new int[members], new int[members], new int[members]);
        Votes = new long[members];
        (Demand, SlowDemand) = (new double[origins], new double[origins]);
        (Rtt, SlowRtt) = (new double[members * origins], new double[members * origins]);
        (Wanted, Next) = (new double[members * origins], new double[members * origins]);
    }

    public WeightDecision Decision { get; }

    /// <summary>Solver of the traffic problem.</summary>
    public WaterFill Fill => _fill ??= new(Decision.Names.Length, Decision.OriginNames.Length);

    /// <summary>Marginal cost of every member.</summary>
    public MarginalTable[] Tables => _tables ??= MakeTables(Decision.Names.Length);

    /// <summary>Members that may get traffic or replicas.</summary>
    public bool[] Usable { get; }

    /// <summary>Members whose measurements are recent enough for them to grow.</summary>
    public bool[] Fresh { get; }

    /// <summary>Members that failed so often that replicas keep away from them.</summary>
    public bool[] Damped { get; }

    /// <summary>Members of which a load sample came in with this snapshot.</summary>
    public bool[] NewLoad { get; }

    /// <summary>Age in seconds of the oldest measurement of every member.</summary>
    public double[] Age { get; }

    /// <summary>Requests per second that every member can complete, guards included.</summary>
    public double[] Capacity { get; }

    /// <summary>Requests per second that every member gets.</summary>
    public double[] Load { get; }

    /// <summary>Round trip to every member, the mean over origins by demand.</summary>
    public double[] Distance { get; }

    public double[] Scratch { get; }

    /// <summary>Cost of what every member holds so far, while the optimum is found.</summary>
    public double[] Costs { get; }

    /// <summary>Share of the replicas that the optimum gives every member.</summary>
    public double[] Shares { get; }

    /// <summary>Claim of every member to replicas.</summary>
    public double[] Staffing { get; }

    /// <summary>Ready replicas, at least one.</summary>
    public int[] Servers { get; }

    /// <summary>Replicas from which a division starts.</summary>
    public int[] Baseline { get; }

    /// <summary>Replicas that a division gives.</summary>
    public int[] Seats { get; }

    /// <summary>Most replicas of every member.</summary>
    public int[] Caps { get; }

    /// <summary>Least replicas of every member.</summary>
    public int[] Floors { get; }

    /// <summary>Most replicas of every member in this step.</summary>
    public int[] StepCaps { get; }

    /// <summary>Quota of every member in whole replicas, rounded down.</summary>
    public int[] Lower { get; }

    /// <summary>The same, rounded up.</summary>
    public int[] Upper { get; }

    public SeatScratch Seating { get; }

    public int[] Parties { get; }

    public int[] Order { get; }

    public long[] Votes { get; }

    /// <summary>Requests per second of every origin.</summary>
    public double[] Demand { get; }

    /// <summary>The same, as replicas see it.</summary>
    public double[] SlowDemand { get; }

    /// <summary>Round trip of every path, complete.</summary>
    public double[] Rtt { get; }

    /// <summary>The same, as replicas see it.</summary>
    public double[] SlowRtt { get; }

    /// <summary>Most replicas that any member may hold for the fleet to survive its loss.</summary>
    public int Reserve { get; set; }

    /// <summary>Shares of every path in the optimum.</summary>
    public double[] Wanted { get; }

    /// <summary>Shares of every path after this decision.</summary>
    public double[] Next { get; }

    /// <summary>Takes shares as those after this decision.</summary>
    public void CopyShares(ReadOnlySpan<double> shares) => shares.CopyTo(Next);

    private static MarginalTable[] MakeTables(int members)
    {
        var tables = new MarginalTable[members];
        for (var i = 0; i < members; i++) tables[i] = new MarginalTable();
        return tables;
    }

    public bool Fits(WeightSnapshot snapshot) =>
        (ReferenceEquals(Decision.Names, snapshot.Names) || Decision.Names.AsSpan().SequenceEqual(snapshot.Names)) &&
        (ReferenceEquals(Decision.OriginNames, snapshot.OriginNames) || Decision.OriginNames.AsSpan().SequenceEqual(snapshot.OriginNames));
}
