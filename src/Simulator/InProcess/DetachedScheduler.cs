using System.IO.Pipelines;

namespace Loadline.Simulator.InProcess;

/// <summary>
/// Runs continuations at once on the thread that completes, outside any synchronization context. Code that waits without one would otherwise be sent to
/// the thread pool, and a test that drives everything from its own thread in virtual time would lose sight of it.
/// </summary>
internal sealed class DetachedScheduler : PipeScheduler
{
    public static DetachedScheduler Instance { get; } = new();

    /// <summary>A pipe without a bound, both ends of which go on where the other one acts.</summary>
    public static Pipe CreatePipe() =>
        new(new PipeOptions(readerScheduler: Instance, writerScheduler: Instance, pauseWriterThreshold: 0, useSynchronizationContext: false));

    public override void Schedule(Action<object?> action, object? state) => RunIn(null, () => action(state));

    public static void Run(Action action) => RunIn(null, action);

    /// <summary>Runs an action at once, in a context that need not be the present one.</summary>
    public static void RunIn(SynchronizationContext? context, Action action)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }
}
