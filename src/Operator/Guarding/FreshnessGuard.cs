using Loadline.Crds;

namespace Loadline.Operator.Guarding;

/// <summary>Nothing is removed or lowered on doubt. Raising needs no such knowledge and does not come here.</summary>
internal static class FreshnessGuard
{
    /// <summary>Why a removal or a lowering in a member waits; null when enough is known.</summary>
    public static GuardHold? Check(in Freshness known)
    {
        if (string.IsNullOrEmpty(known.HubId)) return new(GuardReasons.HubIdUnknown, "The hub's identity being read or created");
        if (!known.HubSynced) return new(GuardReasons.CachesNotSynced, "The first complete list of the hub's templates, policies and bindings");
        if (!known.MemberSynced) return new(GuardReasons.StaleMember, "The first complete list of the member's objects");
        return known.MemberDoubt is { } doubt ? new(GuardReasons.StaleMember, $"The member answering again ({doubt})") : null;
    }
}
