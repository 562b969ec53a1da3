namespace Loadline.Crds;

/// <summary>Closed set of reasons in <see cref="ClusterDecision.Reason"/>.</summary>
public static class DecisionReasons
{
    /// <summary>The member's capacity fell.</summary>
    public const string CapacityDrop = "CapacityDrop";

    /// <summary>The member's capacity came back.</summary>
    public const string CapacityRecovered = "CapacityRecovered";

    /// <summary>The round trip to the member changed in a step.</summary>
    public const string RttStep = "RttStep";

    /// <summary>Demand moved between origins.</summary>
    public const string DemandShift = "DemandShift";

    /// <summary>The member is lost.</summary>
    public const string Down = "Down";

    /// <summary>The member is back.</summary>
    public const string Recovered = "Recovered";

    /// <summary>The member's replicas are new and not yet warm.</summary>
    public const string Warming = "Warming";

    /// <summary>The member's share grows in steps after a return.</summary>
    public const string SlowStart = "SlowStart";

    /// <summary>The member comes and goes, so its return counts for less.</summary>
    public const string FlapDamped = "FlapDamped";

    /// <summary>Measurements are too old to raise the share.</summary>
    public const string MetricsStale = "MetricsStale";

    /// <summary>A measurement was out of line and was left out.</summary>
    public const string Outlier = "Outlier";

    /// <summary>The member's room bounds the share.</summary>
    public const string CapBound = "CapBound";

    /// <summary>The share is kept small enough to survive the member's loss.</summary>
    public const string NMinus1Bound = "NMinus1Bound";

    /// <summary>The policy's least number bounds the share.</summary>
    public const string MinBound = "MinBound";

    /// <summary>The policy's greatest number bounds the share.</summary>
    public const string MaxBound = "MaxBound";

    /// <summary>Even unloaded, the member is slower than what is used.</summary>
    public const string TooFar = "TooFar";

    /// <summary>The member takes what another gives.</summary>
    public const string Receiver = "Receiver";

    /// <summary>The gain is below the benefit threshold.</summary>
    public const string BelowBenefit = "BelowBenefit";

    /// <summary>One step may only change this much.</summary>
    public const string StepLimited = "StepLimited";

    /// <summary>The least interval between moves is not over.</summary>
    public const string CoolDown = "CoolDown";

    /// <summary>Another move of the workload is under way.</summary>
    public const string OneInFlight = "OneInFlight";

    /// <summary>The surge budget is used up.</summary>
    public const string SurgeLimited = "SurgeLimited";

    /// <summary>Too many members look bad at once to be believed.</summary>
    public const string Panic = "Panic";

    /// <summary>All members together have too little capacity.</summary>
    public const string Crunch = "Crunch";

    /// <summary>A human decided.</summary>
    public const string Manual = "Manual";
}
