using System.Collections.Concurrent;

namespace Loadline.Operator.Tests.Sensing;

/// <summary>
/// Runs asynchronous code on one thread in virtual time: the clock moves to the next timer when, and only when, nothing is left to do at the
/// present moment. The same code gives the same interleaving every time.
/// </summary>
internal sealed class VirtualRun : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _ready = new();

    private VirtualRun()
    {
    }

    /// <summary>Runs to the end of <paramref name="body"/>, which lets time pass by <c>Task.Delay</c> on the clock.</summary>
    public static void Of(ManualTimeProvider time, Func<Task> body)
    {
        var previous = Current;
        var run = new VirtualRun();
        SetSynchronizationContext(run);
        try
        {
            var task = body();
            while (!task.IsCompleted)
            {
                if (run._ready.TryDequeue(out var work)) work.Callback(work.State);
                else time.Advance(time.NextDue ?? throw new InvalidOperationException("nothing is left that could happen"));
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);
}
