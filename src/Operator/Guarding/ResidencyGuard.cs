using Loadline.Crds;

namespace Loadline.Operator.Guarding;

/// <summary>No data goes where it must not be, whatever was decided before that became known.</summary>
internal static class ResidencyGuard
{
    /// <summary>Why nothing may be written to a member; null when it may.</summary>
    /// <param name="residency">Where the data may be; null for anywhere.</param>
    /// <param name="member">The member.</param>
    /// <param name="jurisdiction">Its jurisdiction; empty when it names none.</param>
    public static GuardHold? Check(DataResidency? residency, string member, string jurisdiction)
    {
        if (residency is null || (jurisdiction.Length > 0 && residency.Jurisdictions.Contains(jurisdiction))) return null;
        var found = jurisdiction.Length == 0 ? "it names none" : $"it is {jurisdiction}";
        return new(
            GuardReasons.DataResidency,
            $"A member that fits in {string.Join(", ", residency.Jurisdictions)}, spec.jurisdiction of {member} being one of these ({found}), or spec.dataResidency of the policy allowing it");
    }
}
