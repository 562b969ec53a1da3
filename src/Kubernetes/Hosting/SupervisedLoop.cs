using Microsoft.Extensions.Logging;

namespace Loadline.Kubernetes.Hosting;

/// <summary>
/// Keeps a loop running (LC4): a fault is logged, and the loop starts again after a pause that doubles from 1 s up to 30 s. What ran for longer than that
/// had not failed on its start, and counts from the beginning.
/// </summary>
public static class SupervisedLoop
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    /// <summary>Runs until the token ends.</summary>
    /// <param name="name">Name in the log.</param>
    /// <param name="body">The loop.</param>
    /// <param name="time">Clock of the pauses.</param>
    /// <param name="logger">Log.</param>
    /// <param name="ct">Ends it.</param>
    /// <param name="giveUpAfter">Faults in a row after which the last one is thrown, so that the process ends and is started anew; null for never.</param>
    public static async Task RunAsync(
        string name, Func<CancellationToken, Task> body, TimeProvider time, ILogger logger, CancellationToken ct, int? giveUpAfter = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(time);
        var (pause, faults) = (First, 0);
        while (!ct.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                await body(ct);
                if (!ct.IsCancellationRequested) logger.LogWarning("{Loop} ended by itself; it starts again in {Pause:F0} s", name, pause.TotalSeconds);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (ct.IsCancellationRequested)
            {
                // Nobody waits for its work any more; that it could not end well is worth a line all the same.
                logger.LogWarning(e, "{Loop} failed while it was being stopped", name);
                return;
            }
            catch (Exception e)
            {
                if (time.GetElapsedTime(started) > Cap) faults = 0;
                if (++faults == giveUpAfter)
                {
                    logger.LogError(e, "{Loop} failed {Faults} times in a row; it is given up", name, faults);
                    throw;
                }

                logger.LogError(e, "{Loop} failed; it starts again in {Pause:F0} s", name, pause.TotalSeconds);
            }

            if (time.GetElapsedTime(started) > Cap) pause = First;
            try
            {
                await Task.Delay(pause, time, ct);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < Cap ? pause * 2 : Cap;
        }
    }
}
