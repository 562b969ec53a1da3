using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Hosting;
using Loadline.Kubernetes.Http;
using Loadline.Operator.Sensing;
using Loadline.Operator.Sensing.Prometheus;

namespace Loadline.Operator.Members;

/// <summary>A connection to a real API server: transport, client and the loops that sense through them.</summary>
internal sealed class MemberLink : IMemberLink, IFactBoard
{
    private readonly CancellationTokenSource _lifetime = new();
    private readonly KubeClient _client;
    private readonly ApiDiscovery _discovery;
    private readonly IFactBoard _board;
    private readonly TimeProvider _time;
    private readonly QuerySampler? _queries;
    private readonly Task _loops;

    private MemberLink(
        string name, int id, MemberConnection connection, MemberHealth? last, IFactBoard board, MembersOptions options, MemberMetrics metrics, RequestMetrics? requests,
        Action fence, TimeProvider time, ILogger logger)
    {
        _board = board;
        _time = time;
        var random = new Random();
        var transport = KubeTransport.Create(connection.Configuration, time);
        _client = new(transport, time, options.Requests, requests, fence);
        var mapper = new RestMapper(_client, time);
        _discovery = new(_client, mapper, options.DiscoveryInterval, time, logger, this);
        var sensor = new HealthSensor(name, last, time, metrics, this, _discovery.Request);
        Member = new(name, id, _client, mapper, board.Facts.Health, _discovery.Request, _lifetime.Token);
        var tcp = connection is { ProbePort: { } port, Configuration.Proxy: null } ? new TcpPing(connection.Configuration.Host.Host, port, time) : null;
        var probe = new ApiServerProbe(transport, connection.Schedule.Timeout, connection.ClusterId, time, tcp);
        var prober = new HealthProber(probe, connection.Schedule, time, random, sensor.Observe);
        var inventory = new ResourceInventory(_client, connection.Models, Member.WatchListSupport, time, random, logger, this);
        var load = new LoadSampler(_client, inventory.Nodes, options.LoadInterval, time, random, logger, this);
        var pods = new PodUseSampler(_client, () => options.Pods(name), options.LoadInterval, time, random, logger, this);
        if (connection.Prometheus is { } prometheus) _queries = new(name, prometheus, options.Queries, options.QueryInterval, time, random, this);
        _loops = Task.WhenAll(
            Start($"{name}/probe", prober.RunAsync, logger),
            Start($"{name}/discovery", _discovery.RunAsync, logger),
            Start($"{name}/inventory", inventory.RunAsync, logger),
            Start($"{name}/load", load.RunAsync, logger),
            Start($"{name}/pods", pods.RunAsync, logger),
            _queries is null ? Task.CompletedTask : Start($"{name}/queries", _queries.RunAsync, logger));
    }

    /// <inheritdoc/>
    public Member Member { get; }

    MemberFacts IFactBoard.Facts => _board.Facts;

    /// <inheritdoc/>
    public void End() => _lifetime.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync();
        await _loops;
        _queries?.Dispose();
        _client.Dispose();
        _lifetime.Dispose();
    }

    /// <summary>What a loop of a connection that was given up finds out is about the past.</summary>
    void IFactBoard.Update(Func<MemberFacts, MemberFacts> change)
    {
        if (!_lifetime.IsCancellationRequested) _board.Update(change);
    }

    private Task Start(string name, Func<CancellationToken, Task> loop, ILogger logger) =>
        Task.Run(() => SupervisedLoop.RunAsync(name, loop, _time, logger, _lifetime.Token));

    /// <summary>Opens such connections.</summary>
    internal sealed class Factory(MembersOptions options, MemberMetrics metrics, RequestMetrics? requests, Action fence, TimeProvider time, ILogger logger) : IMemberLinks
    {
        /// <inheritdoc/>
        public IMemberLink Open(string name, int id, MemberConnection connection, MemberHealth? last, IFactBoard board) =>
            new MemberLink(name, id, connection, last, board, options, metrics, requests, fence, time, logger);
    }
}
