namespace Loadline.Operator.Members;

/// <summary>What changed about a member.</summary>
internal enum MemberChangeKind
{
    /// <summary>There is a new connection; the one before, if any, has ended.</summary>
    Connected,

    /// <summary>The connection ended and there is no other: the member was removed, or cannot be connected any more.</summary>
    Disconnected,

    /// <summary>Its health changed.</summary>
    HealthChanged,

    /// <summary>Its labels, place, taints or the wish to remove it changed.</summary>
    DescriptionChanged,

    /// <summary>The kinds that it serves changed.</summary>
    ApisChanged,

    /// <summary>It left the fleet.</summary>
    Removed,
}

/// <summary>A change of a member. Receivers run inline and may only enqueue keys.</summary>
/// <param name="Name">Member.</param>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What changed.</param>
internal readonly record struct MemberChange(string Name, int Id, MemberChangeKind Kind);
