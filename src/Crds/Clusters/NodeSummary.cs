namespace Loadline.Crds;

/// <summary>Numbers of nodes.</summary>
public sealed record NodeSummary
{
    /// <summary>All nodes.</summary>
    public int? TotalNum { get; init; }

    /// <summary>Nodes that are ready.</summary>
    public int? ReadyNum { get; init; }
}
