namespace Loadline.Crds;

/// <summary>Number of nodes of one grade.</summary>
public sealed record AllocatableModeling
{
    /// <summary>The grade.</summary>
    public required int Grade { get; init; }

    /// <summary>The number.</summary>
    public required int Count { get; init; }
}
