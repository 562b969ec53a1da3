using FsCheck.Fluent;

namespace Loadline.Crds.Tests;

public sealed class KubeDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("30s", 30_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("250ms", 250)]
    [InlineData(".5s", 500)]
    [InlineData("1.s", 1_000)]
    [InlineData("-2s", -2_000)]
    [InlineData("+2s", 2_000)]
    [InlineData("1h0m0s", 3_600_000)]
    public void Go_notation_is_read(string text, double milliseconds) => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), KubeDuration.Parse(text));

    [Theory]
    [InlineData("10us", 100)]
    [InlineData("10µs", 100)]
    [InlineData("10μs", 100)]
    [InlineData("100ns", 1)]
    [InlineData("99ns", 0)]
    public void Small_units_are_read_to_the_tick(string text, long ticks) => Assert.Equal(ticks, KubeDuration.Parse(text).Ticks);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1d")]
    [InlineData("1 s")]
    [InlineData("1s ")]
    [InlineData("1e3s")]
    [InlineData("--1s")]
    [InlineData("1.2.3s")]
    [InlineData("999999999999h")]
    [InlineData("99999999999999999999999999999999999s")]
    public void Anything_else_is_refused(string text)
    {
        Assert.False(KubeDuration.TryParse(text, out _));
        Assert.Contains("is not a duration", Assert.Throws<FormatException>(() => KubeDuration.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_duration_is_the_fallback() => Assert.Equal(TimeSpan.FromSeconds(7), KubeDuration.ParseOr(null, TimeSpan.FromSeconds(7)));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(90_000, "1m30s")]
    [InlineData(3_600_000, "1h")]
    [InlineData(90_000_000, "25h")]
    [InlineData(-1_500, "-1s500ms")]
    public void Durations_are_written_without_zero_parts(double milliseconds, string text) => Assert.Equal(text, KubeDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<long>().Filter(ticks => ticks != long.MinValue),
            ticks => KubeDuration.Parse(KubeDuration.Format(TimeSpan.FromTicks(ticks))).Ticks == ticks).Holds();
}
