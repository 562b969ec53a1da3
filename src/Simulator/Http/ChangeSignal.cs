namespace Loadline.Simulator.Http;

/// <summary>
/// Waits for the next change of a kind, but not for ever. Unlike <see cref="Task.WaitAsync(TimeSpan, TimeProvider, CancellationToken)"/> it stays in the
/// caller's synchronization context all the way, and an idle kind collects no waiters.
/// </summary>
internal sealed class ChangeSignal(TimeProvider time)
{
    private Task? _followed;
    private TaskCompletionSource? _wake;

    /// <summary>Returns at the change, after the time, or when cancelled, whichever comes first.</summary>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public async Task WaitAsync(Task changed, TimeSpan atMost, CancellationToken cancel)
    {
        var wake = new TaskCompletionSource();
        Volatile.Write(ref _wake, wake);
        if (!ReferenceEquals(changed, _followed))
        {
            _followed = changed;
            _ = FollowAsync(changed);
        }
        else if (changed.IsCompleted)
        {
            return;
        }

        await using var timer = time.CreateTimer(static w => ((TaskCompletionSource)w!).TrySetResult(), wake, atMost, Timeout.InfiniteTimeSpan);
        var registration = cancel.UnsafeRegister(static w => ((TaskCompletionSource)w!).TrySetCanceled(), wake);
        try
        {
            await wake.Task;
        }
        finally
        {
            // Not disposed of: from within the token's own callback that would wait on another thread.
            registration.Unregister();
        }
    }

    private async Task FollowAsync(Task changed)
    {
        await changed;
        Volatile.Read(ref _wake)?.TrySetResult();
    }
}
