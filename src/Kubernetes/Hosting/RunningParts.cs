using Microsoft.Extensions.Logging;

namespace Loadline.Kubernetes.Hosting;

/// <summary>The parts of one phase while they run.</summary>
internal sealed class RunningParts : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(OperatorPart Part, Task Task)> _running = [];

    /// <summary>Starts parts under supervision.</summary>
    /// <param name="parts">Parts.</param>
    /// <param name="faultLimit">Faults in a row that a part may have.</param>
    /// <param name="failed">Told about a part that is given up.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public RunningParts(IEnumerable<OperatorPart> parts, int faultLimit, Action<Exception> failed, TimeProvider time, ILogger logger)
    {
        foreach (var part in parts) _running.Add((part, WatchAsync(SupervisedLoop.RunAsync(part.Name, part.Run, time, logger, _stop.Token, part.FaultLimit ?? faultLimit), failed)));
    }

    /// <summary>Ends when all are ready.</summary>
    /// <exception cref="TimeoutException">One was not in time; the message names it.</exception>
    public async Task ReadyAsync(TimeSpan timeout, TimeProvider time, CancellationToken ct)
    {
        foreach (var (part, _) in _running)
        {
            if (part.Ready is null) continue;
            try
            {
                await BoundedWait.WaitAsync(part.Ready(), timeout, time, ct);
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"{part.Name} was not ready within {timeout.TotalSeconds:0} s", e);
            }
        }
    }

    /// <summary>Asks all to stop and waits for them.</summary>
    /// <returns>The names of those that had not ended when the grace was over.</returns>
    public async Task<IReadOnlyList<string>> StopAsync(TimeSpan grace, TimeProvider time)
    {
        Cancel();
        var all = Task.WhenAll(_running.Select(static r => r.Task));
        if (grace > TimeSpan.Zero) await Task.WhenAny(all, Task.Delay(grace, time));
        return [.. _running.Where(static r => !r.Task.IsCompleted).Select(static r => r.Part.Name)];
    }

    // Not asynchronously: what the parts do about it would begin on another thread, after this.
    private void Cancel() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    private static async Task WatchAsync(Task loop, Action<Exception> failed)
    {
        try
        {
            await loop;
        }
        catch (Exception e)
        {
            failed(e);
        }
    }
}
