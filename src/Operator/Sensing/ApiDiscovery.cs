using System.Text.Json;
using Loadline.Kubernetes.Client;

namespace Loadline.Operator.Sensing;

/// <summary>Finds out a member's version and what it serves: at once, on request, and every few minutes.</summary>
internal sealed class ApiDiscovery
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2);

    private readonly KubeClient _client;
    private readonly RestMapper _mapper;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IFactBoard _board;
    private readonly Signal _wanted = new();

    /// <summary>Creates the loop; <see cref="RunAsync"/> starts it.</summary>
    public ApiDiscovery(
        KubeClient client, RestMapper mapper, TimeSpan interval, TimeProvider time, ILogger logger, IFactBoard board)
    {
        _client = client;
        _mapper = mapper;
        _interval = interval;
        _time = time;
        _logger = logger;
        _board = board;
    }

    /// <summary>Asks for a look now.</summary>
    public void Request() => _wanted.Set();

    /// <summary>Looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            var wait = await LookAsync(ct) ? _interval : AfterFailure;
            await Task.Delay(Apart, _time, ct);
            await _wanted.WaitAsync(wait, _time, ct);
        }
    }

    private async Task<bool> LookAsync(CancellationToken ct)
    {
        try
        {
            var version = await VersionAsync(ct);
            var served = (await _mapper.RefreshAsync(ct)).Values.Select(static r => new ServedResource(r.ApiVersion, r.Plural, r.Kind)).ToHashSet();
            var missing = _mapper.Unavailable;
            // A kind whose API does not answer at the moment is still served as far as anybody knows.
            foreach (var known in _board.Facts.Apis?.Resources ?? [])
                if (missing.Contains(known.GroupVersion)) served.Add(known);
            var surface = new ApiSurface(
                [.. served.OrderBy(static r => r.GroupVersion, StringComparer.Ordinal).ThenBy(static r => r.Kind, StringComparer.Ordinal)],
                missing.Count == 0, missing.Count == 0 ? "" : $"not answering: {string.Join(", ", missing)}");
            _board.Update(facts => facts with { Version = version, Apis = surface.Equals(facts.Apis) ? facts.Apis : surface });
            return true;
        }
        catch (Exception e) when (ExpectedFailure.Is(e, ct))
        {
            _logger.LogDebug("discovery at {Server}: {Error}", _client.BaseAddress, e.Message);
            // What was known stays: not knowing better is no reason to believe that a kind went.
            _board.Update(facts => facts with { Apis = new(facts.Apis?.Resources ?? [], false, e.Message) });
            return false;
        }
    }

    private async Task<string> VersionAsync(CancellationToken ct)
    {
        using var document = JsonDocument.Parse(await _client.GetRawAsync("/version", null, ct));
        return document.RootElement.TryGetProperty("gitVersion", out var version) ? version.GetString() ?? "" : "";
    }
}
