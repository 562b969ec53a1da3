namespace Loadline.Demo.Fleet;

/// <summary>A place that a member of the demo stands in.</summary>
/// <param name="Member">Name of the member.</param>
/// <param name="City">Where it is.</param>
/// <param name="Name">Region, as the member's nodes are labelled.</param>
/// <param name="Jurisdiction">Jurisdiction of the data there.</param>
/// <param name="Rtt">Round trip from the hub in Washington.</param>
internal sealed record Region(string Member, string City, string Name, string Jurisdiction, TimeSpan Rtt)
{
    /// <summary>Whoever runs the members; made up.</summary>
    public const string Provider = "demo";

    /// <summary>Zones of the region.</summary>
    public IReadOnlyList<string> Zones { get; } = [$"{Name}-a", $"{Name}-b"];
}
