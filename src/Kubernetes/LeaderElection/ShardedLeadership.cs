using System.Globalization;
using Loadline.Kubernetes.Client;
using Microsoft.Extensions.Logging;

namespace Loadline.Kubernetes.LeaderElection;

/// <summary>
/// Leadership in parts (LE11): a fixed number of shards, each with a lease and an election of its own, shared among the replicas that are alive by
/// <see cref="Rendezvous"/>. When a replica goes, its shards move and no others do; when one comes, it gets its part from all. A lease, not the roster, decides
/// who may write: two replicas that see different rosters never both hold a shard.
/// </summary>
public sealed class ShardedLeadership
{
    private readonly string[] _shards;
    private readonly Func<int, ILeaseLock> _leases;
    private readonly Func<IReadOnlyList<string>> _alive;
    private readonly LeaderElectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LeaderElector> _logger;
    private readonly LeaderToken?[] _tokens;

    /// <summary>Makes the electors; <see cref="RunAsync"/> starts them.</summary>
    /// <param name="shards">How many; the same in every replica.</param>
    /// <param name="leases">The lease of a shard.</param>
    /// <param name="alive">Who shares them: <see cref="ReplicaRoster.Alive"/>.</param>
    /// <param name="options">Identity and times, the same identity as in the roster.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public ShardedLeadership(
        int shards, Func<int, ILeaseLock> leases, Func<IReadOnlyList<string>> alive, LeaderElectionOptions options, TimeProvider time, ILogger<LeaderElector> logger)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shards);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _shards = [.. Enumerable.Range(0, shards).Select(static i => string.Create(CultureInfo.InvariantCulture, $"shard-{i}"))];
        _leases = leases;
        _alive = alive;
        _options = options;
        _time = time;
        _logger = logger;
        _tokens = new LeaderToken?[shards];
    }

    /// <summary>The shard that a cluster belongs to: the same in every replica, for ever.</summary>
    public int ShardOf(string cluster) => Array.IndexOf(_shards, Rendezvous.Pick(cluster, _shards));

    /// <summary>The right to write for a shard; null when it is another replica's. It may have expired: ask it.</summary>
    public LeaderToken? Token(int shard) => Volatile.Read(ref _tokens[shard]);

    /// <summary>Leads the shards that fall to this replica, until stopped.</summary>
    /// <param name="lead">The work on a shard. Its token ends when the shard falls to another replica, or its lease is lost.</param>
    /// <param name="ct">Stops: all shards are released after their work has ended.</param>
    /// <exception cref="LeadershipLostException">Work on a lost shard did not stop in time: the process must end (LE6).</exception>
    public Task RunAsync(Func<int, LeaderToken, CancellationToken, Task> lead, CancellationToken ct) =>
        Task.WhenAll(Enumerable.Range(0, _shards.Length).Select(shard => LeadShardAsync(shard, lead, ct)));

    private async Task LeadShardAsync(int shard, Func<int, LeaderToken, CancellationToken, Task> lead, CancellationToken ct)
    {
        var lease = _leases(shard);
        var claim = new LeaseClaim(lease, _options, _time, null);
        while (!ct.IsCancellationRequested)
        {
            using var mine = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var watching = Task.CompletedTask;
            try
            {
                await WaitUntilMineAsync(shard, isMine: true, claim, ct);
                watching = CancelWhenLostAsync(shard, mine);
                await new LeaderElector(lease, claim, _options, _time, _logger).RunAsync(
                    async (token, leading) =>
                    {
                        Volatile.Write(ref _tokens[shard], token);
                        await lead(shard, token, leading);
                    },
                    mine.Token);
            }
            catch (OperationCanceledException) when (mine.IsCancellationRequested)
            {
                // Another replica's now, or the end.
            }
            catch (LeadershipLostException e) when (e.WorkStopped)
            {
                // This shard only; it may come back.
            }
            finally
            {
                Volatile.Write(ref _tokens[shard], null);
                Cancel(mine);
                await watching;
            }
        }
    }

    private async Task CancelWhenLostAsync(int shard, CancellationTokenSource mine)
    {
        try
        {
            await WaitUntilMineAsync(shard, isMine: false, null, mine.Token);
            Cancel(mine);
        }
        catch (OperationCanceledException)
        {
            // The election ended first.
        }
    }

    private async Task WaitUntilMineAsync(int shard, bool isMine, LeaseClaim? watched, CancellationToken ct)
    {
        while (true)
        {
            if (watched is not null) await LookAsync(watched, ct);
            // Who sees nobody sees badly: it keeps what it has.
            var alive = _alive();
            if (alive.Count > 0 && (Rendezvous.Pick(_shards[shard], alive) == _options.Identity) == isMine) return;
            await Task.Delay(_options.RetryPeriod, _time, ct);
        }
    }

    private async Task LookAsync(LeaseClaim claim, CancellationToken ct)
    {
        try
        {
            await claim.LookAsync(ct);
        }
        catch (Exception e) when (e is StatusException or HttpRequestException or IOException)
        {
            // Then the wait for a silent holder begins later.
            _logger.LogDebug("{Error}", e.Message);
        }
    }

    // Not asynchronously: the end would begin on another thread, after this.
    private static void Cancel(CancellationTokenSource source) => source.Cancel();
}
