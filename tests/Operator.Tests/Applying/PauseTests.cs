using Loadline.Kubernetes.Client;
using Loadline.Operator.Applying;

namespace Loadline.Operator.Tests.Applying;

public sealed class PauseTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-05-01T12:30:00Z")]
    [InlineData("2026-05-01T14:30:00+02:00")]
    [InlineData("2026-05-01T12:30:00.000Z")]
    public void A_time_ahead_pauses_until_then(string text)
    {
        var pause = Pause.Of(With(text), null, Now)!;
        Assert.Equal(Now.AddMinutes(30), pause.Until);
        Assert.Equal(TimeSpan.FromMinutes(30), pause.LookAgainAfter(Now));
        Assert.Equal($"{text}, the time in annotation loadline.io/pause-until of the template", pause.ReleasedBy);
    }

    [Theory]
    [InlineData("2026-05-01T12:00:00Z")]
    [InlineData("2025-05-01T12:00:00Z")]
    [InlineData(null)]
    public void A_time_that_has_come_and_no_time_pause_nothing(string? text) => Assert.Null(Pause.Of(With(text), With(text), Now));

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2026-05-01")]
    [InlineData("2026-05-01T12:30:00")]
    [InlineData("12:30")]
    [InlineData("")]
    public void What_is_no_time_pauses_until_it_is_mended_and_says_so(string text)
    {
        var pause = Pause.Of(null, With(text), Now)!;
        Assert.Null(pause.LookAgainAfter(Now));
        Assert.Contains($"of the policy, or no such annotation: '{text}' is none", pause.ReleasedBy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-05-01T13:00:00Z", "2026-05-01T14:00:00Z", "policy")]
    [InlineData("2026-05-01T14:00:00Z", "2026-05-01T13:00:00Z", "template")]
    [InlineData("2026-05-01T14:00:00Z", "soon", "policy")]
    [InlineData("soon", "2026-05-01T14:00:00Z", "template")]
    public void Of_two_pauses_the_one_that_ends_last_counts(string template, string policy, string expected) =>
        Assert.Contains($"of the {expected}", Pause.Of(With(template), With(policy), Now)!.ReleasedBy, StringComparison.Ordinal);

    [Fact]
    public void A_pause_of_years_is_looked_at_every_hour() =>
        Assert.Equal(TimeSpan.FromHours(1), Pause.Of(With("2036-05-01T12:00:00Z"), null, Now)!.LookAgainAfter(Now));

    private static KubeObject With(string? text) => KubeObject.Parse(text is null
        ? """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "b"}}"""
        : $$$"""{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "b", "annotations": {"loadline.io/pause-until": "{{{text}}}" } } }""");
}
