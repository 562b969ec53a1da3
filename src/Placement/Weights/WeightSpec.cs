namespace Loadline.Placement.Weights;

/// <summary>The knobs of the weight loop. Every default was found by simulation; <c>docs/reference/weights.md</c> says what each one does.</summary>
public sealed record WeightSpec
{
    /// <summary>Every knob at its default.</summary>
    public static WeightSpec Default { get; } = new();

    /// <summary>What a decision may change. Default Endpoints.</summary>
    public WeightStrategy Strategy { get; init; }

    /// <summary>Decides between equal claims to a replica, so that a fleet of equal workloads does not pile its odd ones on one member.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Mean time of one request on an idle replica, in ms, until it is measured. Default 20.</summary>
    public double ServiceTimeMs { get; init; } = 20;

    /// <summary>CPU cores of one busy replica, until its use is measured. Default 1.</summary>
    public double CoresPerReplica { get; init; } = 1;

    /// <summary>Share of the replicas that is busy, 0 to 1, where neither requests nor the replicas' own CPU are measured. Default 0.5.</summary>
    public double AssumedUtilization { get; init; } = 0.5;

    /// <summary>How often samples arrive; decides with <see cref="NoGrowAfter"/> when they are old. Default 2 s.</summary>
    public TimeSpan SampleInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>κ of traffic: how much a ms of waiting counts beside a ms of network. 1 is the mean, more weighs the tail. Default 1.5.</summary>
    public double WaitWeight { get; init; } = 1.5;

    /// <summary>κ of replicas. Default 3: a replica moves slowly, so its place should suit the tail.</summary>
    public double ReplicaWaitWeight { get; init; } = 3;

    /// <summary>ρ_max of traffic: utilisation, 0 to 1, above which cost rises steeply. Default 0.92.</summary>
    public double SoftCap { get; init; } = 0.92;

    /// <summary>ρ_max of replicas. Default 0.85.</summary>
    public double ReplicaSoftCap { get; init; } = 0.85;

    /// <summary>CPU use of a member's nodes, 0 to 1, above which replicas there are taken to slow down. Default 0.8.</summary>
    public double ContentionKnee { get; init; } = 0.8;

    /// <summary>Gain in model cost, as a ratio, below which traffic stays. Default 0.02.</summary>
    public double DeadBand { get; init; } = 0.02;

    /// <summary>Part of the way to the optimum that traffic goes per <see cref="SampleInterval"/>. Default 0.6.</summary>
    public double Gain { get; init; } = 0.6;

    /// <summary>Largest part of an origin's traffic that moves per <see cref="SampleInterval"/>. Default 0.25.</summary>
    public double MaxStep { get; init; } = 0.25;

    /// <summary>Utilisation of a member in use at which damping is off. Default 0.95.</summary>
    public double EmergencyUtilization { get; init; } = 0.95;

    /// <summary>Half-life of a capacity within its noise, or rising. Default 20 s.</summary>
    public TimeSpan CapacityHalfLife { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Fall of a capacity, as a ratio, that may be a step rather than noise; three deviations where that is more. Default 0.06.</summary>
    public double JumpThreshold { get; init; } = 0.06;

    /// <summary>Half-life of demand within its noise. Default 4 s.</summary>
    public TimeSpan DemandHalfLife { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Half-life of demand that grows by more than noise. Default 1 s.</summary>
    public TimeSpan DemandUpHalfLife { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Half-life of demand that shrinks by more than noise. Default 5 s.</summary>
    public TimeSpan DemandDownHalfLife { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Half-life of the round trip for traffic, after the median of five. Default 4 s.</summary>
    public TimeSpan RttHalfLife { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Half-life of the round trip for replicas. Default 20 s.</summary>
    public TimeSpan ReplicaRttHalfLife { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Round trips below this, in ms, are refused as impossible. Default 0.</summary>
    public double MinRttMs { get; init; }

    /// <summary>Time in which a standing queue is to be drained; zero takes no notice of queues. Default 5 s.</summary>
    public TimeSpan QueueDrain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Cost of a failed request in ms, by which errors count beside latency: what a client waits before it gives up. Default 2000.</summary>
    public double ErrorCostMs { get; init; } = 2000;

    /// <summary>Half-life in which a member's errors are forgotten while it gets no traffic that could fail. Default 60 s.</summary>
    public TimeSpan ErrorHalfLife { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time over which a member that is back gets its full load. Default 60 s.</summary>
    public TimeSpan SlowStart { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Age from which a member may shrink but not grow; at least three <see cref="SampleInterval"/>. Default 10 s.</summary>
    public TimeSpan NoGrowAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Age from which a measurement is forgotten for the fleet's median. Default 180 s.</summary>
    public TimeSpan ExpireAfter { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>Share of the members, 0 to 1, below which fresh measurements are too few to act on. Default 0.5.</summary>
    public double PanicFresh { get; init; } = 0.5;

    /// <summary>Half-life of the penalty for a failure. Default 300 s.</summary>
    public TimeSpan FlapHalfLife { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Least time between two voluntary moves of replicas. Default 60 s.</summary>
    public TimeSpan MinInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gain in model cost, as a ratio, below which replicas stay. Default 0.02.</summary>
    public double Benefit { get; init; } = 0.02;

    /// <summary>Gain that every moved replica has to bring, as a ratio. Default 0.001.</summary>
    public double BenefitPerMove { get; init; } = 0.001;

    /// <summary>h: by how much one member's claim to a replica must exceed another's, as a ratio. Default 0.1.</summary>
    public double Inertia { get; init; } = 0.1;

    /// <summary>Replicas that may start in one member at once, as a share of those it has, but never less than three. Default 0.2.</summary>
    public double Surge { get; init; } = 0.2;

    /// <summary>Most replicas that one voluntary decision moves. Default: no limit.</summary>
    public int MoveBudget { get; init; } = int.MaxValue;

    /// <summary>Whether replicas may move voluntarily. Default true; without it only scaling and failures change a division.</summary>
    public bool Rebalance { get; init; } = true;

    /// <summary>Time after a member gave replicas away in which it gets none. Default 300 s.</summary>
    public TimeSpan RaiseBlock { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Utilisation that the rest may reach when any one member is lost; 0 keeps no reserve. Default 0.8.</summary>
    public double NMinusOneUtilization { get; init; } = 0.8;

    /// <summary>Whether replicas of a member that is down are replaced elsewhere. Default true; false leaves that to the caller.</summary>
    public bool ReplaceLost { get; init; } = true;

    /// <summary>Outage that moves no replica while the rest can carry the demand. Default 60 s.</summary>
    public TimeSpan FailoverGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Two failures within this time empty a member until it was up for <see cref="RaiseBlock"/>. Default 600 s.</summary>
    public TimeSpan EvacuationWindow { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Time that a new replica needs to be ready and warm. Default 75 s.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>Time after which a change that does not finish no longer holds up the next one. Default 600 s.</summary>
    public TimeSpan ChangeTimeout { get; init; } = TimeSpan.FromSeconds(600);
}
