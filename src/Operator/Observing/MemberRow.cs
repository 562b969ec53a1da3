namespace Loadline.Operator.Observing;

/// <summary>What is kept of one object that Loadline placed in a member: who it belongs to, which state it is in, what it reports.</summary>
internal sealed record MemberRow
{
    /// <summary>Uid in the member.</summary>
    public required string Uid { get; init; }

    /// <summary>Version in the member.</summary>
    public required string ResourceVersion { get; init; }

    /// <summary>Generation in the member; 0 for kinds that do not count it.</summary>
    public required long Generation { get; init; }

    /// <summary>True once its deletion was asked for.</summary>
    public required bool IsDeleting { get; init; }

    /// <summary>Uid of the binding that placed it.</summary>
    public required string? BindingUid { get; init; }

    /// <summary>Hub that placed it.</summary>
    public required string? HubId { get; init; }

    /// <summary>Hash of the intent that was last applied.</summary>
    public required string? RenderedHash { get; init; }

    /// <summary>Replicas that its spec asks for; null for kinds without.</summary>
    public required int? SpecReplicas { get; init; }

    /// <summary>What it reports.</summary>
    public required MemberWorkloadStatus Status { get; init; }
}
