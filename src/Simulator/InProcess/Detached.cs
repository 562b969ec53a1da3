namespace Loadline.Simulator.InProcess;

/// <summary>Waits whose ends run on the thread that ends them; see <see cref="DetachedScheduler"/>.</summary>
internal static class Detached
{
    /// <summary>Ends only by its token.</summary>
    public static Task NeverAsync(CancellationToken ct)
    {
        var never = new TaskCompletionSource();
        var registration = ct.UnsafeRegister(_ => DetachedScheduler.Run(() => never.TrySetCanceled(ct)), null);
        _ = never.Task.ContinueWith(static (_, r) => ((CancellationTokenRegistration)r!).Unregister(), registration, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return never.Task;
    }

    /// <summary>Lets time pass on a clock.</summary>
    public static async Task DelayAsync(TimeSpan delay, TimeProvider time, CancellationToken ct)
    {
        if (delay <= TimeSpan.Zero) return;
        var due = new TaskCompletionSource();
        await using var timer = time.CreateTimer(static d => DetachedScheduler.Run(() => ((TaskCompletionSource)d!).TrySetResult()), due, delay, Timeout.InfiniteTimeSpan);
        await using var registration = ct.UnsafeRegister(_ => DetachedScheduler.Run(() => due.TrySetCanceled(ct)), null);
        await due.Task.ConfigureAwait(false);
    }
}
