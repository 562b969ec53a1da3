namespace Loadline.Placement.Weights;

/// <summary>What is known of the demand of one origin. NaN is unknown.</summary>
public record struct OriginSample
{
    /// <summary>Nothing known: the form in which a snapshot starts.</summary>
    public static OriginSample Unknown { get; } = new() { Demand = double.NaN, Weight = 1, Time = TimeSpan.MinValue };

    /// <summary>Requests that arrive per second.</summary>
    public double Demand { get; set; }

    /// <summary>Its part of the demand relative to other origins, where demand is not measured.</summary>
    public double Weight { get; set; }

    /// <summary>When demand was received, by the hub's monotonic clock.</summary>
    public TimeSpan Time { get; set; }
}
