using Loadline.Kubernetes.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Kubernetes.Tests.Hosting;

public sealed class SupervisedLoopTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<double> _starts = [];

    [Fact]
    public void LC4_A_loop_that_faults_starts_again_after_a_pause_that_doubles_up_to_half_a_minute()
    {
        Run(TimeSpan.FromSeconds(100), _ => throw new InvalidOperationException("fault"));
        Assert.Equal([0, 1, 3, 7, 15, 31, 61, 91], _starts);
    }

    [Fact]
    public void LC4_A_loop_that_ends_by_itself_starts_again_too()
    {
        Run(TimeSpan.FromSeconds(2), static _ => Task.CompletedTask);
        Assert.Equal([0, 1], _starts);
    }

    [Fact]
    public void LC4_A_fault_after_long_calm_is_a_first_fault()
    {
        Run(TimeSpan.FromSeconds(125), async ct =>
        {
            if (_starts.Count > 3) await Task.Delay(TimeSpan.FromSeconds(40), _time, ct);
            throw new InvalidOperationException("fault");
        });
        Assert.Equal([0, 1, 3, 7, 48, 89], _starts);
    }

    [Fact]
    public void LC4_A_fault_on_the_way_to_the_end_is_no_fault_of_the_loop()
    {
        using var stop = new CancellationTokenSource();
        var loop = new VirtualLoop(_time);
        var run = loop.Start(() => SupervisedLoop.RunAsync(
            "loop",
            async ct =>
            {
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, _time, ct);
                }
                catch (OperationCanceledException)
                {
                    throw new InvalidOperationException("cannot stop well");
                }
            },
            _time, NullLogger.Instance, stop.Token, giveUpAfter: 1));
        stop.Cancel();
        loop.Settle();
        Assert.True(run.IsCompletedSuccessfully);
    }

    private void Run(TimeSpan duration, Func<CancellationToken, Task> body)
    {
        using var stop = new CancellationTokenSource();
        var loop = new VirtualLoop(_time);
        var run = loop.Start(() => SupervisedLoop.RunAsync("loop", ct =>
        {
            _starts.Add(_time.GetElapsedTime(0).TotalSeconds);
            return body(ct);
        }, _time, NullLogger.Instance, stop.Token));
        loop.Advance(duration);
        stop.Cancel();
        loop.Settle();
        Assert.True(run.IsCompletedSuccessfully);
    }
}
