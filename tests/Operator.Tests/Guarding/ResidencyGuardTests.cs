using Loadline.Crds;
using Loadline.Operator.Guarding;

namespace Loadline.Operator.Tests.Guarding;

public sealed class ResidencyGuardTests
{
    private static readonly DataResidency Europe = new() { Jurisdictions = ["EU", "CH"] };

    [Fact]
    public void Data_without_residency_may_be_anywhere() => Assert.Null(ResidencyGuard.Check(null, "one", ""));

    [Theory]
    [InlineData("EU")]
    [InlineData("CH")]
    public void Data_may_be_where_the_policy_allows_it(string jurisdiction) => Assert.Null(ResidencyGuard.Check(Europe, "one", jurisdiction));

    [Theory]
    [InlineData("US", "it is US")]
    [InlineData("eu", "it is eu")]
    [InlineData("", "it names none")]
    public void Data_may_be_nowhere_else_and_what_would_change_that_is_said(string jurisdiction, string found)
    {
        var hold = ResidencyGuard.Check(Europe, "one", jurisdiction)!;
        Assert.Equal("DataResidency", hold.Reason);
        Assert.Contains(found, hold.ReleasedBy, StringComparison.Ordinal);
        Assert.Contains("spec.jurisdiction of one being one of these", hold.ReleasedBy, StringComparison.Ordinal);
        Assert.Contains("EU, CH", hold.ReleasedBy, StringComparison.Ordinal);
    }
}
