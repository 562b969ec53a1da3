namespace Loadline.Kubernetes.Hosting;

/// <summary>
/// Waits with a limit. Unlike <see cref="Task.WaitAsync(TimeSpan, TimeProvider, CancellationToken)"/> it stays in the caller's synchronization context all the
/// way, so that it can be driven in virtual time.
/// </summary>
internal static class BoundedWait
{
    /// <summary>Waits for a task.</summary>
    /// <exception cref="TimeoutException">It took too long.</exception>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public static async Task WaitAsync(Task task, TimeSpan limit, TimeProvider time, CancellationToken ct)
    {
        var end = new TaskCompletionSource();
        _ = FollowAsync(task, end);
        await using var timer = time.CreateTimer(static e => ((TaskCompletionSource)e!).TrySetException(new TimeoutException()), end, limit, Timeout.InfiniteTimeSpan);
        var registration = ct.UnsafeRegister(_ => end.TrySetCanceled(ct), null);
        try
        {
            await end.Task;
        }
        finally
        {
            // Not disposed of: from within the token's own callback that would wait on another thread.
            registration.Unregister();
        }
    }

    private static async Task FollowAsync(Task task, TaskCompletionSource end)
    {
        try
        {
            await task;
            end.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            end.TrySetCanceled();
        }
        catch (Exception e)
        {
            end.TrySetException(e);
        }
    }
}
