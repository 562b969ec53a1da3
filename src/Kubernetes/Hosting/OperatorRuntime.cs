using Loadline.Kubernetes.LeaderElection;
using Microsoft.Extensions.Logging;

namespace Loadline.Kubernetes.Hosting;

/// <summary>
/// Starts the parts of an operator in their order, waits for leadership, and stops them in theirs. Start (LC1): servers, webhooks, caches until they are ready,
/// what always runs, leadership, what the leader does. Stop (LC2): the leader's work, while the lease is still held; the lease; what always runs; caches;
/// webhooks; servers. Every part is supervised (LC4); one that keeps failing ends the operator with its error.
/// </summary>
public sealed class OperatorRuntime
{
    private readonly List<OperatorPart> _parts = [];
    private readonly LeaderElector? _elector;
    private readonly LeaderFence? _fence;
    private readonly OperatorRuntimeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private TimeSpan _grace;
    private long _stopping;

    /// <summary>Makes a runtime; <see cref="RunAsync"/> starts it, once.</summary>
    /// <param name="elector">Decides who leads; null: this process does.</param>
    /// <param name="fence">Told when this process leads; null for none.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public OperatorRuntime(LeaderElector? elector, LeaderFence? fence, OperatorRuntimeOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _elector = elector;
        _fence = fence;
        _options = options;
        _grace = options.StopGrace;
        _time = time;
        _logger = logger;
    }

    /// <summary>What is being waited for, in words for a readiness check; null while it does all that it can do, as leader or as a standby that waits for the lease.</summary>
    public string? WaitsFor { get; private set; } = "the start";

    /// <summary>Adds a part, before the start.</summary>
    public void Add(OperatorPart part) => _parts.Add(part);

    /// <summary>Runs until stopped; ends when every part has ended, or the grace is over.</summary>
    /// <param name="stop">Asks for a stop.</param>
    /// <exception cref="TimeoutException">A phase was not ready in time (CL3).</exception>
    /// <exception cref="LeadershipLostException">The lease was lost: the process must end (LE6).</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Exception? fault = null;
        void Failed(Exception e)
        {
            fault ??= e;
            try
            {
                end.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // A part that did not stop in time, and fails after the end.
            }
        }

        var running = new Stack<RunningParts>();
        try
        {
            foreach (var phase in (OperatorPhase[])[OperatorPhase.Servers, OperatorPhase.Webhooks, OperatorPhase.Caches, OperatorPhase.Always])
                await StartAsync(phase, running, Failed, end.Token);
            WaitsFor = null;
            if (_elector is null) await LeadAsync(null, Failed, end.Token);
            else await _elector.RunAsync((token, leading) => LeadAsync(token, Failed, leading), end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Asked to stop, or a part was given up: the fault says which.
        }
        catch (LeadershipLostException)
        {
            (_grace, _stopping) = (_options.LostGrace, _time.GetTimestamp());
            throw;
        }
        finally
        {
            WaitsFor = "the end";
            while (running.TryPop(out var parts)) await StopAsync(parts);
        }

        if (fault is not null) throw new OperatorFailedException(fault);
    }

    private async Task LeadAsync(LeaderToken? token, Action<Exception> failed, CancellationToken leading)
    {
        if (token is not null) _fence?.Enter(token);
        var running = new Stack<RunningParts>();
        try
        {
            await StartAsync(OperatorPhase.Leading, running, failed, leading);
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, leading);
        }
        catch (OperationCanceledException) when (leading.IsCancellationRequested)
        {
            // What is in work ends before the lease is given back (LE7).
        }
        finally
        {
            WaitsFor = "the end";
            while (running.TryPop(out var parts)) await StopAsync(parts);
        }
    }

    private async Task StartAsync(OperatorPhase phase, Stack<RunningParts> running, Action<Exception> failed, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (phase != OperatorPhase.Leading) WaitsFor = phase.ToString().ToLowerInvariant();
        var parts = new RunningParts(_parts.Where(p => p.Phase == phase), _options.FaultLimit, failed, _time, _logger);
        running.Push(parts);
        await parts.ReadyAsync(_options.ReadyTimeout, _time, ct);
    }

    private async Task StopAsync(RunningParts parts)
    {
        using var stopped = parts;
        if (_stopping == 0) _stopping = _time.GetTimestamp();
        foreach (var name in await parts.StopAsync(_grace - _time.GetElapsedTime(_stopping), _time))
            _logger.LogError("{Part} did not stop within {Grace:F0} s", name, _grace.TotalSeconds);
    }
}
