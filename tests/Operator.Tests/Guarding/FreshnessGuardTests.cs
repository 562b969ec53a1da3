using Loadline.Crds;
using Loadline.Operator.Guarding;

namespace Loadline.Operator.Tests.Guarding;

public sealed class FreshnessGuardTests
{
    private static readonly Freshness Known = new()
    {
        HubSynced = true,
        HubId = "hub-1",
        MemberSynced = true,
        MemberDoubt = null,
    };

    [Fact]
    public void With_everything_known_and_fresh_removals_go_ahead() => Assert.Null(FreshnessGuard.Check(Known));

    [Fact]
    public void CL3_Nothing_is_removed_before_the_hub_is_known()
    {
        Assert.Equal(GuardReasons.CachesNotSynced, FreshnessGuard.Check(Known with { HubSynced = false })!.Reason);
        Assert.Equal(GuardReasons.HubIdUnknown, FreshnessGuard.Check(Known with { HubId = "" })!.Reason);
        Assert.Equal(GuardReasons.HubIdUnknown, FreshnessGuard.Check(Known with { HubId = null })!.Reason);
    }

    [Fact]
    public void CL3_Nothing_is_removed_from_a_member_that_was_not_listed_or_is_silent()
    {
        Assert.Equal(GuardReasons.StaleMember, FreshnessGuard.Check(Known with { MemberSynced = false })!.Reason);
        var silent = FreshnessGuard.Check(Known with { MemberDoubt = "not reachable since 2026-01-01T00:00:00Z: no answer within 1 s" })!;
        Assert.Equal(GuardReasons.StaleMember, silent.Reason);
        Assert.Equal("The member answering again (not reachable since 2026-01-01T00:00:00Z: no answer within 1 s)", silent.ReleasedBy);
    }
}
