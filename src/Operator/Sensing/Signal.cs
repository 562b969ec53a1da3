namespace Loadline.Operator.Sensing;

/// <summary>Wakes one waiting loop; any number of sets before it looks count as one.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wakes the loop, now or when it next waits.</summary>
    public void Set() => Volatile.Read(ref _next).TrySetResult();

    /// <summary>Waits until set.</summary>
    /// <returns>False when the time was over first.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken ct)
    {
        try
        {
            await Volatile.Read(ref _next).Task.WaitAsync(timeout, time, ct);
        }
        catch (TimeoutException)
        {
            return false;
        }

        // A set that comes before this line is served by what the loop does next.
        Volatile.Write(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously));
        return true;
    }
}
