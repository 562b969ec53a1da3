namespace Loadline.Kubernetes.Informers;

/// <summary>
/// Shows a store's objects to its handlers again from time to time (ST9): what a handler once got wrong, or a bug lost, is looked at again. Asks the server
/// nothing.
/// </summary>
public static class Resync
{
    /// <summary>Ten hours, as in controller-runtime.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromHours(10);

    /// <summary>Runs until cancelled. Each interval is stretched or shortened by up to a tenth, so that stores do not resync together.</summary>
    /// <param name="store">Store.</param>
    /// <param name="interval">Time between two rounds.</param>
    /// <param name="time">Clock.</param>
    /// <param name="random">Source of the spread.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task RunAsync(ObjectStore store, TimeSpan interval, TimeProvider time, Random random, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(random);
        try
        {
            while (true)
            {
                await Task.Delay(interval * (0.9 + (0.2 * random.NextDouble())), time, ct);
                store.Resync();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Shut down.
        }
    }
}
