using System.Collections.Immutable;
using Loadline.Crds;
using Loadline.Kubernetes.Http;

namespace Loadline.Operator.Sensing.Prometheus;

/// <summary>
/// Asks a member's Prometheus what policies want to know. An answer that is no measurement leaves the last one, with its age, and says what
/// is wrong. While nobody wants anything, the server is only asked whether it is there.
/// </summary>
internal sealed class QuerySampler : IDisposable
{
    /// <summary>Queries of one round, so that nobody's Prometheus is loaded by them; more than that take turns.</summary>
    internal const int MaxQueries = 64;

    /// <summary>A query that costs the server next to nothing and is always one number.</summary>
    private const string AreYouThere = "time()";

    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(30);

    private readonly string _member;
    private readonly PrometheusConnection _connection;
    private readonly PrometheusClient? _client;
    private readonly Func<IReadOnlyCollection<SignalQuery>> _wanted;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly IFactBoard _board;
    private readonly Dictionary<SignalQuery, RemoteTimeline> _evaluated = [];
    private int _turn;

    /// <summary>Creates the loop; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="member">The member's name.</param>
    /// <param name="connection">The server.</param>
    /// <param name="wanted">What policies want answered now.</param>
    /// <param name="interval">Between two rounds, and the limit of one answer.</param>
    /// <param name="time">Clock.</param>
    /// <param name="random">Spreads members over the interval.</param>
    /// <param name="board">Gets the readings.</param>
    /// <param name="transport">The way to the server; null makes it of the connection.</param>
    public QuerySampler(
        string member, PrometheusConnection connection, Func<IReadOnlyCollection<SignalQuery>> wanted, TimeSpan interval, TimeProvider time, Random random, IFactBoard board,
        KubeTransport? transport = null)
    {
        _member = member;
        _connection = connection;
        _wanted = wanted;
        _interval = interval;
        _time = time;
        _random = random;
        _board = board;
        transport ??= connection.Configuration is { } configuration ? KubeTransport.Create(configuration, time) : null;
        _client = transport is null ? null : new(transport, interval, time);
    }

    /// <summary>Asks until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await Task.Delay(_interval * _random.NextDouble(), _time, ct);
        while (true)
        {
            var started = _time.GetTimestamp();
            var wanted = _wanted();
            await RoundAsync(wanted, ct);
            var left = (wanted.Count == 0 ? IdleInterval : _interval) - _time.GetElapsedTime(started);
            // What is wanted next is not waited for as long as what is not wanted.
            if (left > _interval) left = await IdleAsync(left, ct);
            if (left > TimeSpan.Zero) await Task.Delay(left, _time, ct);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    /// <summary>Waits until something is wanted, or for the whole time.</summary>
    private async Task<TimeSpan> IdleAsync(TimeSpan left, CancellationToken ct)
    {
        for (; left > TimeSpan.Zero && _wanted().Count == 0; left -= _interval) await Task.Delay(left < _interval ? left : _interval, _time, ct);
        return TimeSpan.Zero;
    }

    /// <summary>One round over all that is wanted. For the loop, and for tests.</summary>
    internal async Task RoundAsync(IReadOnlyCollection<SignalQuery> wanted, CancellationToken ct)
    {
        if (_client is null)
        {
            _board.Update(f => f with { Prometheus = _connection.Problem, PrometheusAt = _time.GetUtcNow(), Queries = Blame(f.Queries, wanted, _connection.Problem!) });
            return;
        }

        var answers = wanted.Count == 0
            ? [await AskAsync(_client, new(SignalKind.Load, AreYouThere), ct)]
            : await Task.WhenAll(Turn(wanted).Select(q => AskAsync(_client, q, ct)));
        var now = _time.GetUtcNow();
        // One query that is wrong says nothing of the server; one that is right says that it is well.
        var trouble = Array.TrueForAll(answers, static a => IsServers(a.Answer.Problem)) ? answers[0].Answer.Problem : null;
        var replays = answers.Where(a => a.Answer.EvaluatedAt is { } at && Timeline(a.Query).Take(at) == RemoteOrder.Older).Select(static a => a.Query).ToHashSet();
        _board.Update(f =>
        {
            var readings = f.Queries.RemoveRange(f.Queries.Keys.Where(q => !wanted.Contains(q)));
            if (wanted.Count == 0) return f with { Queries = readings, Prometheus = trouble, PrometheusAt = now };
            foreach (var (query, answer, age) in answers) readings = readings.SetItem(query, Read(readings.GetValueOrDefault(query), query, answer, age, now, replays.Contains(query)));
            return f with { Queries = readings, Prometheus = trouble, PrometheusAt = now };
        });
        foreach (var gone in _evaluated.Keys.Where(q => !wanted.Contains(q)).ToList()) _evaluated.Remove(gone);
    }

    private IEnumerable<SignalQuery> Turn(IReadOnlyCollection<SignalQuery> wanted)
    {
        if (wanted.Count <= MaxQueries) return wanted;
        var first = _turn % wanted.Count;
        _turn = first + MaxQueries;
        var ordered = wanted.OrderBy(static q => q.Kind).ThenBy(static q => q.Text, StringComparer.Ordinal).ToList();
        return ordered.Skip(first).Concat(ordered.Take(first)).Take(MaxQueries);
    }

    private RemoteTimeline Timeline(SignalQuery query) => _evaluated.TryGetValue(query, out var known) ? known : _evaluated[query] = new();

    private async Task<(SignalQuery Query, QueryAnswer Answer, TimeSpan Age)> AskAsync(PrometheusClient client, SignalQuery query, CancellationToken ct)
    {
        var (answer, age) = await client.QueryAsync(query.For(_member), ct);
        return (query, answer, age);
    }

    private SignalReading Read(SignalReading? before, SignalQuery query, QueryAnswer answer, TimeSpan age, DateTimeOffset now, bool isReplay)
    {
        var problem = answer.Problem;
        if (problem is null && !query.IsInRange(answer.Value))
        {
            problem = new(SignalReasons.OutOfRange, query.Kind == SignalKind.Load
                ? FormattableString.Invariant($"the query gives {answer.Value:0.###}; a load is a share, 0 to 1")
                : FormattableString.Invariant($"the query gives {answer.Value:0.###}; a latency is in milliseconds and not negative"));
        }

        if (problem is null && isReplay) problem = new(SignalReasons.Replayed, "the answer is older than the one before");
        if (problem is not null) return new(before?.Last, problem);
        var stamp = _time.GetTimestamp() - (long)(age.TotalSeconds * _time.TimestampFrequency);
        return new(new(answer.Value, now - age, Confidence.PromQl, Confidence.Of(Confidence.PromQl), stamp), null);
    }

    private static ImmutableDictionary<SignalQuery, SignalReading> Blame(
        ImmutableDictionary<SignalQuery, SignalReading> before, IReadOnlyCollection<SignalQuery> wanted, SignalProblem problem) =>
        wanted.ToImmutableDictionary(static q => q, q => new SignalReading(before.GetValueOrDefault(q)?.Last, problem));

    private static bool IsServers(SignalProblem? problem) =>
        problem?.Reason is SignalReasons.PrometheusNotReachable or SignalReasons.PrometheusUnauthorized or SignalReasons.PrometheusError or SignalReasons.PrometheusInvalid;
}
