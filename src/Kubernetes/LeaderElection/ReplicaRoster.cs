using System.Text.Json;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Loadline.Kubernetes.LeaderElection;

/// <summary>
/// The replicas of a process that are alive (LE11): each keeps a lease of its own under a common label, and reads those of the others. Whether one is alive is
/// judged by the local time since its lease was seen to change, as in an election (LE3).
/// </summary>
public sealed class ReplicaRoster
{
    /// <summary>Label of the leases; its value is the roster's name.</summary>
    public const string Label = "loadline.io/roster";

    private readonly KubeClient _client;
    private readonly string _namespace;
    private readonly string _name;
    private readonly LeaderElectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<string, (string? Renewed, long SeenAt, TimeSpan Duration)> _seen = [];
    private volatile string[] _alive = [];

    /// <summary>Makes a roster; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="client">API server; its writes must pass no fence, since this is done before anybody leads.</param>
    /// <param name="ns">Namespace of the leases.</param>
    /// <param name="name">Name of the roster: what all replicas share.</param>
    /// <param name="options">Identity and times.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public ReplicaRoster(KubeClient client, string ns, string name, LeaderElectionOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _client = client;
        _namespace = ns;
        _name = name;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>Identities of the replicas that are alive, this one among them once it is registered.</summary>
    public IReadOnlyList<string> Alive => _alive;

    private string LeaseName => $"{_name}-{ShardSelector.Hash(_options.Identity):x16}";

    /// <summary>Registers and looks at the others until cancelled; then signs off.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                try
                {
                    await RegisterAsync(ct);
                    await LookAsync(ct);
                }
                catch (Exception e) when (!ct.IsCancellationRequested && e is StatusException or HttpRequestException or IOException or Polly.ExecutionRejectedException)
                {
                    // Nobody is declared dead by those who cannot see.
                    _logger.LogWarning("roster {Name}: {Error}", _name, e.Message);
                }

                await Task.Delay(_options.RetryPeriod, _time, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await SignOffAsync();
        }
    }

    private async Task RegisterAsync(CancellationToken ct)
    {
        var lease = new V1Lease
        {
            ApiVersion = CoreResources.Leases.ApiVersion,
            Kind = CoreResources.Leases.Kind,
            Metadata = new() { Name = LeaseName, Namespace = _namespace, Labels = new Dictionary<string, string> { [Label] = _name } },
            Spec = new()
            {
                HolderIdentity = _options.Identity,
                LeaseDurationSeconds = (int)Math.Ceiling(_options.LeaseDuration.TotalSeconds),
                RenewTime = MicroTime.Format(_time.GetUtcNow()),
            },
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(lease, KubernetesJsonContext.Default.V1Lease);
        await _client.ApplyAsync(CoreResources.Leases, _namespace, LeaseName, json, _name, force: true, ct);
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var list = await _client.ListAsync(CoreResources.Leases, _namespace, new() { LabelSelector = $"{Label}={_name}" }, ct);
        var alive = new List<string>();
        var present = new HashSet<string>();
        foreach (var item in list.Items)
        {
            var spec = item.Spec.IsEmpty ? null : JsonSerializer.Deserialize(item.Spec.Span, KubernetesJsonContext.Default.V1LeaseSpec);
            if (spec is not { HolderIdentity: { Length: > 0 } identity }) continue;
            present.Add(identity);
            if (!_seen.TryGetValue(identity, out var seen) || seen.Renewed != spec.RenewTime)
                _seen[identity] = seen = (spec.RenewTime, _time.GetTimestamp(), TimeSpan.FromSeconds(spec.LeaseDurationSeconds ?? 0));
            if (_time.GetElapsedTime(seen.SeenAt) < seen.Duration) alive.Add(identity);
        }

        foreach (var identity in _seen.Keys.Except(present).ToList()) _seen.Remove(identity);
        alive.Sort(StringComparer.Ordinal);
        _alive = [.. alive];
    }

    private async Task SignOffAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(_options.RequestTimeout, _time);
            await _client.DeleteAsync(CoreResources.Leases, _namespace, LeaseName, new(), limit.Token);
        }
        catch (Exception e) when (e is StatusException or HttpRequestException or IOException or OperationCanceledException or Polly.ExecutionRejectedException)
        {
            // Then the lease runs out.
            _logger.LogWarning("roster {Name}: not signed off: {Error}", _name, e.Message);
        }
    }
}
