using Loadline.Operator.Sensing;

namespace Loadline.Operator.Tests.Sensing;

public sealed class RemoteTimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly RemoteTimeline _line = new();

    [Fact]
    public void What_goes_on_is_new_and_what_stays_is_the_same() => Assert.Equal([RemoteOrder.Newer, RemoteOrder.Newer, RemoteOrder.Same], Take(0, 15, 15));

    [Fact]
    public void What_is_said_again_later_is_a_replay_however_often() => Assert.Equal([RemoteOrder.Newer, .. Enumerable.Repeat(RemoteOrder.Older, 9)], Take(60, 0, 0, 0, 0, 0, 0, 0, 0, 0));

    [Fact]
    public void Two_servers_one_of_which_lags_are_no_clock_that_was_set_back() =>
        Assert.Equal(
            [RemoteOrder.Newer, RemoteOrder.Older, RemoteOrder.Newer, RemoteOrder.Older, RemoteOrder.Newer, RemoteOrder.Older, RemoteOrder.Newer, RemoteOrder.Older],
            Take(60, 50, 70, 60, 80, 70, 90, 80));

    [Fact]
    public void A_clock_that_was_set_back_is_believed_at_its_third_new_time_and_then_goes_on() =>
        Assert.Equal([RemoteOrder.Newer, RemoteOrder.Older, RemoteOrder.Older, RemoteOrder.Newer, RemoteOrder.Newer, RemoteOrder.Same], Take(3600, 0, 15, 30, 45, 45));

    private IEnumerable<RemoteOrder> Take(params int[] seconds) => [.. seconds.Select(s => _line.Take(Start.AddSeconds(s)))];
}
