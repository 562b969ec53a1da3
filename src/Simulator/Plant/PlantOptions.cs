namespace Loadline.Simulator.Plant;

/// <summary>How a run is made.</summary>
internal sealed record PlantOptions
{
    /// <summary>Seconds of one step of the model.</summary>
    public double Step { get; init; } = 1;

    /// <summary>Hour of the day, UTC, at the start.</summary>
    public double StartHour { get; init; } = 14;

    /// <summary>Requests per second of an origin of size 1 in a mean hour.</summary>
    public double DemandScale { get; init; } = 491;

    /// <summary>Seconds between two reports of the sensors.</summary>
    public double SampleInterval { get; init; } = 2;

    /// <summary>Seconds that a report takes.</summary>
    public double SampleDelay { get; init; } = 0.7;

    /// <summary>Seconds until new traffic weights count.</summary>
    public double ActuationDelay { get; init; } = 1;

    /// <summary>Seconds at the start that no figure counts.</summary>
    public double Skip { get; init; } = 120;

    /// <summary>Seconds between two health probes.</summary>
    public double ProbeInterval { get; init; } = 2;
}
