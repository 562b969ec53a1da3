namespace Loadline.Kubernetes.Client;

/// <summary>Repeats read-change-write while others write in between (RQ4): five tries, about 10 ms apart, as client-go's default.</summary>
public static class ConflictRetry
{
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs an attempt until it does not end in a conflict. The attempt must read the object anew each time.</summary>
    /// <param name="attempt">Reads, changes and writes.</param>
    /// <param name="time">Clock of the pauses.</param>
    /// <param name="random">Source of their spread of a tenth.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="StatusException">The last conflict, or any other refusal.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, TimeProvider time, Random random, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(random);
        for (var i = 1; ; i++)
        {
            try
            {
                return await attempt(ct);
            }
            catch (StatusException e) when (i < Tries && e is { IsConflict: true, IsAlreadyExists: false })
            {
                await Task.Delay(Pause * (1 + (0.1 * random.NextDouble())), time, ct);
            }
        }
    }
}
