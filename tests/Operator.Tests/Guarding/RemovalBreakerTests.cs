using Loadline.Crds;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Guarding;
using Loadline.Placement.Matching;

namespace Loadline.Operator.Tests.Guarding;

public sealed class RemovalBreakerTests
{
    private static readonly RemovalOwner Owner = RemovalOwner.Of(new PolicyKey("shop", "spread"));

    [Theory]
    [InlineData(nameof(RemovalCause.NoLongerSelected))]
    [InlineData(nameof(RemovalCause.NoLongerPlaced))]
    [InlineData(nameof(RemovalCause.TemplateVanished))]
    public void What_follows_from_an_edit_or_a_loss_is_held_above_the_budget(string cause)
    {
        Assert.Null(Check(cause, new(100, 19, false)));
        Assert.Equal(GuardReasons.RemovalBudget, Check(cause, new(100, 20, false))!.Reason);
    }

    [Theory]
    [InlineData(nameof(RemovalCause.TemplateDeleted))]
    [InlineData(nameof(RemovalCause.PolicyDeleted))]
    [InlineData(nameof(RemovalCause.MovedAway))]
    public void What_a_user_deleted_or_a_move_left_behind_is_neither_held_nor_counted(string cause)
    {
        Assert.Null(Check(cause, new(100, 100, false)));
        Assert.False(RemovalBreaker.Counts(Enum.Parse<RemovalCause>(cause)));
    }

    [Fact]
    public void A_few_removals_are_never_an_avalanche()
    {
        Assert.Null(Check(nameof(RemovalCause.NoLongerSelected), new(10, 9, false)));
        Assert.NotNull(Check(nameof(RemovalCause.NoLongerSelected), new(11, 10, false)));
    }

    [Fact]
    public void A_human_may_let_the_rest_of_the_window_pass() => Assert.Null(Check(nameof(RemovalCause.NoLongerSelected), new(100, 50, true)));

    [Fact]
    public void A_budget_given_as_a_number_is_taken_as_it_is()
    {
        Assert.NotNull(RemovalBreaker.Check(Owner, RemovalCause.NoLongerPlaced, Budget(3), new(100, 3, false)));
        Assert.NotNull(RemovalBreaker.Check(Owner, RemovalCause.NoLongerPlaced, Budget(0), new(100, 0, false)));
    }

    [Fact]
    public void The_hold_says_how_many_of_how_many_and_what_releases_it() => Assert.Equal(
        "an acknowledgement (the time of now in annotation loadline.io/acknowledge-removals of policy shop/spread): 20 of its 100 objects were removed in one window and 20 may be (safety.removalBudget 20%)",
        Check(nameof(RemovalCause.NoLongerSelected), new(100, 20, false))!.ReleasedBy);

    private static GuardHold? Check(string cause, RemovalWindow window) =>
        RemovalBreaker.Check(Owner, Enum.Parse<RemovalCause>(cause), Budget("20%"), in window);

    private static RemovalBudget Budget(IntOrString amount) => new(amount, "safety.removalBudget");
}
