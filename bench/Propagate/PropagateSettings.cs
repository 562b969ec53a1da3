namespace Loadline.Bench.Propagate;

/// <summary>What one run of the propagate verb does.</summary>
internal sealed record PropagateSettings
{
    /// <summary>The hub's URL; null starts real servers.</summary>
    public Uri? Hub { get; init; }

    public IReadOnlyList<Uri> Members { get; init; } = [];

    public string? Token { get; init; }

    /// <summary>A CA file that signed every server's certificate; null trusts what each server presents at first contact.</summary>
    public string? CaFile { get; init; }

    /// <summary>Deployments per second; 0 = as fast as possible with <see cref="InFlight"/> at a time.</summary>
    public double Rate { get; init; }

    public int Count { get; init; }

    /// <summary>An operator assembly, <c>none</c> (the bench writes itself) or <c>external</c> (one runs already); null publishes ours.</summary>
    public string? Operator { get; init; }

    public bool BlackHole { get; init; }

    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(120);

    public int InFlight { get; init; } = 8;

    public bool WithoutOperator => Operator == "none";

    public bool WithExternalOperator => Operator == "external";
}
