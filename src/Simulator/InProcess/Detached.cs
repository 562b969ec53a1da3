namespace Loadline.Simulator.InProcess;

/// <summary>Waits whose ends run on the thread that ends them; see <see cref="DetachedScheduler"/>.</summary>
internal static class Detached
{
    /// <summary>Waits for a source, or for the token.</summary>
    /// <param name="source">What is waited for.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="cancelling">What the token ends besides, before the wait.</param>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public static async Task<T> WaitAsync<T>(TaskCompletionSource<T> source, CancellationToken ct, Action? cancelling = null)
    {
        var registration = ct.UnsafeRegister(
            _ =>
            {
                cancelling?.Invoke();
                DetachedScheduler.Run(() => source.TrySetCanceled(ct));
            },
            null);
        try
        {
            return await source.Task.ConfigureAwait(false);
        }
        finally
        {
            // Not disposed of: from within the token's own callback that would wait on another thread.
            registration.Unregister();
        }
    }

    /// <summary>Ends only by its token.</summary>
    public static Task NeverAsync(CancellationToken ct) => WaitAsync(new TaskCompletionSource<bool>(), ct);

    /// <summary>Lets time pass on a clock.</summary>
    public static async Task DelayAsync(TimeSpan delay, TimeProvider time, CancellationToken ct)
    {
        if (delay <= TimeSpan.Zero) return;
        var due = new TaskCompletionSource<bool>();
        await using var timer = time.CreateTimer(
            static d => DetachedScheduler.Run(() => ((TaskCompletionSource<bool>)d!).TrySetResult(true)), due, delay, Timeout.InfiniteTimeSpan);
        await WaitAsync(due, ct).ConfigureAwait(false);
    }
}
