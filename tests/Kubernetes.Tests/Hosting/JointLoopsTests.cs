using Loadline.Kubernetes.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Kubernetes.Tests.Hosting;

public sealed class JointLoopsTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly VirtualLoop _loop;
    private readonly CancellationTokenSource _stop = new();
    private int _ended;

    public JointLoopsTests() => _loop = new(_time);

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task LC4_The_first_that_fails_ends_all_and_the_whole_with_its_error()
    {
        var all = Start(("a", UntilStopped), ("b", ct => FailAfterAsync(TimeSpan.FromHours(1), new FormatException("bad"), ct)), ("c", UntilStopped));
        _loop.Advance(TimeSpan.FromMinutes(59));
        Assert.False(all.IsCompleted);
        _loop.Advance(TimeSpan.FromMinutes(2));

        Assert.True(all.IsCompleted);
        Assert.Equal("bad", (await Assert.ThrowsAsync<FormatException>(() => all)).Message);
        Assert.Equal(2, _ended);
    }

    [Fact]
    public async Task LC4_A_loop_that_just_ends_is_missed_too()
    {
        var all = Start(("a", UntilStopped), ("b", ct => Task.Delay(TimeSpan.FromHours(1), _time, ct)));
        _loop.Advance(TimeSpan.FromHours(2));

        Assert.Equal("b ended by itself", (await Assert.ThrowsAsync<InvalidOperationException>(() => all)).Message);
        Assert.Equal(1, _ended);
    }

    [Fact]
    public async Task LC4_A_cancellation_of_a_loops_own_is_a_failure()
    {
        var all = Start(("a", UntilStopped), ("b", ct => FailAfterAsync(TimeSpan.FromHours(1), new OperationCanceledException(), ct)));
        _loop.Advance(TimeSpan.FromHours(2));

        Assert.True(all.IsCompleted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);
        Assert.Equal(1, _ended);
    }

    [Fact]
    public async Task Loops_that_are_asked_to_end_end_without_an_error()
    {
        var all = Start(("a", UntilStopped), ("b", ct => Task.Delay(TimeSpan.FromHours(1), _time, ct)));
        _loop.Advance(TimeSpan.FromMinutes(1));
        _loop.Start(() =>
        {
            _stop.Cancel();
            return 0;
        });
        _loop.Settle();

        Assert.True(all.IsCompleted);
        await all;
    }

    private Task Start(params (string, Func<CancellationToken, Task>)[] loops) => _loop.Start(() => JointLoops.RunAsync(loops, NullLogger.Instance, _stop.Token));

    private async Task UntilStopped(CancellationToken ct)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, ct);
        }
        finally
        {
            _ended++;
        }
    }

    private async Task FailAfterAsync(TimeSpan delay, Exception error, CancellationToken ct)
    {
        await Task.Delay(delay, _time, ct);
        throw error;
    }
}
