namespace Loadline.Operator.Sensing;

/// <summary>Keeps a loop running: a fault is logged, and the loop starts again after a pause that doubles up to 30 s.</summary>
internal static class SupervisedLoop
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    /// <summary>Runs until the token ends; never faults.</summary>
    /// <param name="name">Name in the log.</param>
    /// <param name="body">The loop.</param>
    /// <param name="time">Clock of the pauses.</param>
    /// <param name="logger">Log.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task RunAsync(string name, Func<CancellationToken, Task> body, TimeProvider time, ILogger logger, CancellationToken ct)
    {
        var pause = First;
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
            catch (Exception e)
            {
                logger.LogError(e, "{Loop} failed; it starts again in {Pause:F0} s", name, pause.TotalSeconds);
            }

            // What ran for long was not failing on start.
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
