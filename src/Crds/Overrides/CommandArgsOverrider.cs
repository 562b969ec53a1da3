using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Adds or removes words of a container's command or arguments.</summary>
public sealed record CommandArgsOverrider
{
    /// <summary>Name of the container.</summary>
    [Length(1, Limits.DnsLabel)]
    public required string ContainerName { get; init; }

    /// <summary>add appends the words; remove takes them out wherever they are.</summary>
    [EnumValues(OverrideOperators.Add, OverrideOperators.Remove)]
    public required string Operator { get; init; }

    /// <summary>The words.</summary>
    [Items(max: 256)]
    [ItemLength(max: 4096)]
    public IReadOnlyList<string>? Value { get; init; }
}
