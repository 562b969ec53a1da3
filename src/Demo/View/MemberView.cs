namespace Loadline.Demo.View;

/// <summary>One member as the hub's API tells of it.</summary>
internal sealed record MemberView
{
    public required string Name { get; init; }

    /// <summary>Region.</summary>
    public string Region { get; init; } = "";

    /// <summary>State of its health.</summary>
    public string State { get; init; } = "";

    /// <summary>Measured round trip in milliseconds; null when unknown.</summary>
    public double? RttMs { get; init; }

    /// <summary>Measured CPU load in percent; null when unknown.</summary>
    public double? LoadPercent { get; init; }

    /// <summary>Share of the measured workload's weight, in percent; null when the last decision gave it none.</summary>
    public double? SharePercent { get; init; }

    /// <summary>Replicas of the measured workload that it should have; null when it is no target.</summary>
    public int? Desired { get; init; }

    /// <summary>How many of them are ready.</summary>
    public int Ready { get; init; }

    /// <summary>Why that many, from the binding.</summary>
    public string Why { get; init; } = "";
}
