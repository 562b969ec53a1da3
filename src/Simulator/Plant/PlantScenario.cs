namespace Loadline.Simulator.Plant;

/// <summary>What happens in a run. Every part is a function of the time in seconds, so that a run is repeatable.</summary>
internal sealed record PlantScenario
{
    public required string Name { get; init; }

    public double Seconds { get; init; } = 2100;

    public double EventStart { get; init; } = 600;

    public double EventEnd { get; init; } = 1500;

    /// <summary>Whether a member runs.</summary>
    public Func<double, int, bool>? Up { get; init; }

    /// <summary>ms added to the round trip of a path.</summary>
    public Func<double, int, int, double>? ExtraRtt { get; init; }

    /// <summary>Cores that others use in a member, given those that the workload uses.</summary>
    public Func<double, int, double, double>? Background { get; init; }

    /// <summary>Factor on the demand of an origin.</summary>
    public Func<double, int, double>? Demand { get; init; }

    /// <summary>Whether a member's metrics stay away.</summary>
    public Func<double, int, bool>? Missing { get; init; }

    /// <summary>Part of the requests that a member answers with an error.</summary>
    public Func<double, int, double>? Errors { get; init; }

    /// <summary>Factor on the speed of a member's replicas, given the load of all members.</summary>
    public Func<double, int, double[], double>? Speed { get; init; }

    /// <summary>Changes a report on its way: what sensors say that is not so.</summary>
    public Action<double, SensorReport, SensorReport>? Distort { get; init; }

    /// <summary>Replicas wanted; null leaves it at the topology's.</summary>
    public Func<double, int>? Replicas { get; init; }

    /// <summary>Members whose replicas all restart at this moment.</summary>
    public Func<double, int, bool>? Restart { get; init; }

    /// <summary>Relative deviation of every reading.</summary>
    public double Noise { get; init; } = 0.03;

    /// <summary>Part of the round trips that are 3 to 15 times too long.</summary>
    public double Outliers { get; init; } = 0.01;
}
