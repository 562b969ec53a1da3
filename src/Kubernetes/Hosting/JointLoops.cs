using Microsoft.Extensions.Logging;

namespace Loadline.Kubernetes.Hosting;

/// <summary>
/// Loops that are of no use without each other: the first that ends before all are asked to ends them all, and the whole with an error, so that whoever
/// supervises it sees that something is missing (LC4). A loop that can be started again belongs into a <see cref="SupervisedLoop"/> first.
/// </summary>
public static class JointLoops
{
    /// <summary>Runs all loops until the token ends.</summary>
    /// <param name="loops">Loops with their names in the log.</param>
    /// <param name="logger">Log.</param>
    /// <param name="ct">Ends them all.</param>
    /// <exception cref="InvalidOperationException">A loop ended by itself; the message names it. A loop that failed ends this with its own error instead.</exception>
    public static async Task RunAsync(IEnumerable<(string Name, Func<CancellationToken, Task> Run)> loops, ILogger logger, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(loops);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAll(loops.Select(loop => RunAsync(loop.Name, loop.Run, stop, logger)).ToList());
    }

    private static async Task RunAsync(string name, Func<CancellationToken, Task> run, CancellationTokenSource stop, ILogger logger)
    {
        try
        {
            await run(stop.Token);
            if (stop.IsCancellationRequested) return;
            throw new InvalidOperationException($"{name} ended by itself");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to.
        }
        catch (Exception e)
        {
            logger.LogError(e, "{Loop} failed; what works with it is stopped", name);
            // Not asynchronously: the others would notice later than whoever waits for this.
            stop.Cancel();
            throw;
        }
    }
}
