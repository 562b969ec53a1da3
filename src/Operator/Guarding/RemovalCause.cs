namespace Loadline.Operator.Guarding;

/// <summary>Why an object is to be removed from a member.</summary>
internal enum RemovalCause
{
    /// <summary>Somebody deleted this very template in the hub.</summary>
    TemplateDeleted,

    /// <summary>Somebody deleted the policy that placed it.</summary>
    PolicyDeleted,

    /// <summary>The template was there before and is missing now, and nobody saw it being deleted: a restored hub, a gap in what was watched.</summary>
    TemplateVanished,

    /// <summary>No policy selects the template any more: labels or selectors were edited.</summary>
    NoLongerSelected,

    /// <summary>The template is still placed, but this member is refused: the placement, its labels, its taints or the kinds that it serves changed.</summary>
    NoLongerPlaced,

    /// <summary>The member could hold it, but the replicas are elsewhere now: by weight, by capacity, after a failure, or because the member leaves the fleet.</summary>
    MovedAway,
}
