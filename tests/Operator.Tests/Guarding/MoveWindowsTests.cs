using System.Globalization;
using Loadline.Operator.Guarding;

namespace Loadline.Operator.Tests.Guarding;

public sealed class MoveWindowsTests
{
    [Fact]
    public void Without_windows_it_is_always_open() => Assert.True(new MoveWindows(null).IsOpen(At("2026-03-01T12:00Z")));

    [Theory]
    [InlineData("2026-03-01T01:59:59Z", false)]
    [InlineData("2026-03-01T02:00:00Z", true)]
    [InlineData("2026-03-01T03:59:59Z", true)]
    [InlineData("2026-03-01T04:00:00Z", false)]
    public void A_window_is_open_from_its_minute_for_its_duration(string now, bool open) => Assert.Equal(open, Of("0 2 * * *", "2h").IsOpen(At(now)));

    [Theory]
    [InlineData("2026-03-01T17:59Z", false)]
    [InlineData("2026-03-01T18:30Z", true)]
    public void Its_hours_are_those_of_its_time_zone(string now, bool open) => Assert.Equal(open, Of("0 2 * * *", "2h", "Asia/Shanghai").IsOpen(At(now)));

    [Theory]
    [InlineData("0 2 * * SAT,SUN", "2026-03-01T02:05Z", true)]
    [InlineData("0 2 * * SAT,SUN", "2026-03-02T02:05Z", false)]
    [InlineData("0 2 * * 7", "2026-03-01T02:05Z", true)]
    [InlineData("*/15 * * * *", "2026-03-01T02:44Z", false)]
    [InlineData("*/15 * * * *", "2026-03-01T02:45Z", true)]
    [InlineData("0 0 13 * FRI", "2026-03-13T00:05Z", true)]
    [InlineData("0 0 13 * FRI", "2026-03-06T00:05Z", true)]
    [InlineData("0 0 13 * FRI", "2026-03-07T00:05Z", false)]
    [InlineData("10-20/5 8 * JAN-MAR *", "2026-03-01T08:15Z", true)]
    [InlineData("10-20/5 8 * JAN-MAR *", "2026-04-01T08:15Z", false)]
    public void Schedules_are_read_as_cron_reads_them(string schedule, string now, bool open) => Assert.Equal(open, Of(schedule, "10m").IsOpen(At(now)));

    [Fact]
    public void A_window_that_began_yesterday_may_still_be_open() => Assert.True(Of("0 23 * * *", "4h").IsOpen(At("2026-03-02T02:30Z")));

    [Theory]
    [InlineData("0 2 * * *", null, "2026-03-01T02:00Z", "2026-03-02T02:00Z")]
    [InlineData("30 2 * * *", null, "2026-03-01T01:00Z", "2026-03-01T02:30Z")]
    [InlineData("0 0 29 2 *", null, "2026-03-01T01:00Z", "2028-02-29T00:00Z")]
    [InlineData("0 2 * * *", "Asia/Shanghai", "2026-03-01T01:00Z", "2026-03-01T18:00Z")]
    public void The_next_opening_is_the_first_to_come(string schedule, string? zone, string now, string next) =>
        Assert.Equal(At(next), Of(schedule, "1h", zone).NextOpening(At(now)));

    [Fact]
    public void A_day_that_never_comes_never_opens() => Assert.Null(Of("0 0 30 2 *", "1h").NextOpening(At("2026-03-01T00:00Z")));

    [Fact]
    public void Any_of_several_windows_will_do()
    {
        var windows = new MoveWindows([new() { Schedule = "0 2 * * *", Duration = "1h" }, new() { Schedule = "0 5 * * *", Duration = "1h" }]);
        Assert.True(windows.IsOpen(At("2026-03-01T05:30Z")));
        Assert.Equal(At("2026-03-01T05:00Z"), windows.NextOpening(At("2026-03-01T03:30Z")));
    }

    private static MoveWindows Of(string schedule, string duration, string? zone = null) => new([new() { Schedule = schedule, Duration = duration, TimeZone = zone }]);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
