using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Kubernetes.LeaderElection;

/// <summary>
/// Waits for the lease, runs the work while it holds it, and stops the work before anybody else can hold it. One election
/// per object; <see cref="RunAsync"/> is called once.
/// </summary>
public sealed class LeaderElector
{
    // Timers count whole milliseconds: less than one left is none left.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly ILeaseLock _lease;
    private readonly LeaderElectionOptions _options;
    private readonly TimeProvider _time;
    private readonly LeaderElectionMetrics? _metrics;
    private readonly ILogger _log;
    private readonly Func<double> _random;
    private readonly LeaseClaim _claim;
    private volatile LeaderToken? _token;

    /// <summary>Makes an elector.</summary>
    /// <param name="lease">Where the lease is. Its requests should have their own connection (LE5).</param>
    /// <param name="options">Times and identity.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Instruments; null for none.</param>
    /// <param name="log">Log; null for none.</param>
    /// <exception cref="ArgumentException">The options contradict each other (LE1).</exception>
    public LeaderElector(
        ILeaseLock lease, LeaderElectionOptions options, TimeProvider time, LeaderElectionMetrics? metrics = null, ILogger<LeaderElector>? log = null)
        : this(lease, options, time, metrics, log, Random.Shared.NextDouble)
    {
    }

    /// <summary>Makes an elector that goes on from what was observed of the lease already.</summary>
    internal LeaderElector(ILeaseLock lease, LeaseClaim claim, LeaderElectionOptions options, TimeProvider time, ILogger? log)
        : this(lease, options, time, null, log, Random.Shared.NextDouble) =>
        _claim = claim;

    internal LeaderElector(
        ILeaseLock lease, LeaderElectionOptions options, TimeProvider time, LeaderElectionMetrics? metrics, ILogger? log, Func<double> random)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        _lease = lease;
        _options = options;
        _time = time;
        _metrics = metrics;
        _log = log ?? NullLogger.Instance;
        _random = random;
        _claim = new LeaseClaim(lease, options, time, metrics);
    }

    /// <summary>The right to write; null while standing by. It may have expired: ask it.</summary>
    public LeaderToken? Token => _token;

    /// <summary>Who holds the lease as far as this process saw; null before the first look, empty when nobody does.</summary>
    public string? ObservedLeader => _claim.Observed?.HolderIdentity;

    /// <summary>
    /// LE9, for <c>/healthz</c>: false when we believe that we lead but the lease is older than its duration and
    /// <paramref name="tolerance"/>; the loop is stuck then, and the process should be restarted.
    /// </summary>
    public bool IsHealthy(TimeSpan tolerance) => _token is null || _claim.Age <= _options.LeaseDuration + tolerance;

    /// <summary>
    /// Waits until the lease is ours and runs <paramref name="lead"/>. Ends when that ends: after
    /// <paramref name="cancellationToken"/> the lease is kept until the work has ended, and then released (LE7).
    /// </summary>
    /// <param name="lead">The work. Its token is cancelled when it must stop; callbacks on that token must not block.</param>
    /// <param name="cancellationToken">Stops waiting, or the work.</param>
    /// <exception cref="LeadershipLostException">The lease was lost. Whoever hosts this ends the process (LE6).</exception>
    /// <exception cref="OperationCanceledException">Stopped before it ever led, or the work ended so.</exception>
    public async Task RunAsync(Func<LeaderToken, CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lead);
        var token = await AcquireAsync(cancellationToken);
        using var stopWork = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var stopRenewing = new CancellationTokenSource();
        _token = token;
        _metrics?.Leads(true);
        _log.LogInformation("{Identity} leads by {Lease}, epoch {Epoch}", _options.Identity, _lease.Describe, token.Epoch);
        try
        {
            var renewing = RenewUntilLostAsync(token, stopRenewing.Token);
            var work = StartAsync(lead, token, stopWork.Token);
            if (await Task.WhenAny(work, renewing) == renewing)
            {
                await LoseAsync(token, work, stopWork, await renewing);
            }

            stopRenewing.Cancel();
            await renewing;
            await ReleaseAsync(token);
            await work;
        }
        finally
        {
            token.Lose();
            _token = null;
            _metrics?.Leads(false);
        }
    }

    private async Task<LeaderToken> AcquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var sent = _time.GetTimestamp();
            var (result, error) = await TryAsync(_options.RequestTimeout, cancellationToken);
            if (result == ClaimResult.Held)
            {
                return new LeaderToken(_claim.Observed!.LeaseTransitions, sent, _options.RenewDeadline, _time);
            }

            if (error is not null)
            {
                _log.LogWarning("{Lease} cannot be reached: {Error}", _lease.Describe, error.Message);
            }

            await Task.Delay(_options.RetryPeriod * (1 + (_random() * LeaderElectionOptions.JitterFactor)), _time, cancellationToken);
        }
    }

    /// <summary>Renews until that fails for good, and says why; or until cancelled, with null.</summary>
    private async Task<LeadershipLostException?> RenewUntilLostAsync(LeaderToken token, CancellationToken cancellationToken)
    {
        Exception? lastError = null;
        while (true)
        {
            var left = _options.RenewDeadline - token.SinceRenewal;
            if (left < Shortest)
            {
                return new LeadershipLostException($"{_lease.Describe} was not renewed for {_options.RenewDeadline.TotalSeconds:0.#} s", inner: lastError);
            }

            try
            {
                await Task.Delay(left < _options.RetryPeriod ? left : _options.RetryPeriod, _time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            left = _options.RenewDeadline - token.SinceRenewal;
            if (left < Shortest)
            {
                continue;
            }

            // Not cancelled by the end of work: a renewal on the wire is awaited, so that the release comes after it.
            var sent = _time.GetTimestamp();
            var (result, error) = await TryAsync(left < _options.RequestTimeout ? left : _options.RequestTimeout, CancellationToken.None);
            lastError = error ?? lastError;
            switch (result)
            {
                case ClaimResult.Held:
                    token.Renewed(sent);
                    break;
                case ClaimResult.Taken:
                    return new LeadershipLostException($"{_lease.Describe} was taken by {ObservedLeader}");
            }
        }
    }

    private async Task<(ClaimResult Result, Exception? Error)> TryAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return (await _claim.TryAsync(both.Token), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e)
        {
            return (ClaimResult.Unknown, new TimeoutException($"no answer within {limit.TotalSeconds:0.#} s", e));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever went wrong with the lease, the next try or the deadline decides.
            return (ClaimResult.Unknown, e);
        }
    }

    private static async Task StartAsync(Func<LeaderToken, CancellationToken, Task> lead, LeaderToken token, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await lead(token, cancellationToken);
    }

    /// <summary>LE6: cancel, wait no longer than is left before another may lead, and report.</summary>
    private async Task LoseAsync(LeaderToken token, Task work, CancellationTokenSource stopWork, LeadershipLostException? reason)
    {
        token.Lose();
        _token = null;
        _metrics?.Leads(false);
        _log.LogError("{Reason}; stopping", reason!.Message);
        Cancel(stopWork);
        var stopped = await Task.WhenAny(work, Task.Delay(_options.StopLimit, _time)) == work;
        throw new LeadershipLostException(stopped ? reason.Message : reason.Message + "; work did not stop in time", stopped, reason.InnerException);
    }

    private void Cancel(CancellationTokenSource work)
    {
        try
        {
            work.Cancel();
        }
        catch (AggregateException e)
        {
            // A callback of the work that fails must not hide that the lease is lost.
            _log.LogError(e, "cancelling the work failed");
        }
    }

    private async Task ReleaseAsync(LeaderToken token)
    {
        if (!_options.ReleaseOnStop || !token.IsValid)
        {
            return;
        }

        token.Lose();
        try
        {
            using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
            await _claim.ReleaseAsync(timeout.Token);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Not released is only slower for the next leader.
            _log.LogWarning("{Lease} was not released: {Error}", _lease.Describe, e.Message);
        }
    }
}
