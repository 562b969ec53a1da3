namespace Loadline.Operator.Guarding;

/// <summary>How much is known, and how old it is, where something is about to be lowered or removed.</summary>
internal readonly record struct Freshness
{
    /// <summary>Templates, policies and bindings of the hub were all listed since this process leads.</summary>
    public required bool HubSynced { get; init; }

    /// <summary>The hub's identity; empty while it is not known.</summary>
    public required string? HubId { get; init; }

    /// <summary>The member's objects were all listed.</summary>
    public required bool MemberSynced { get; init; }

    /// <summary>Why what was listed may be behind: the member does not answer, or its watch fails. Null when there is no reason to think so.</summary>
    public required string? MemberDoubt { get; init; }
}
