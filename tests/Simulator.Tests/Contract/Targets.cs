using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Loadline.E2E.Harness;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>The servers that every case of the contract runs against: the simulator, and a real API server where its binaries are at hand.</summary>
public sealed class Targets : IAsyncLifetime
{
    public const string Simulator = "simulator";
    public const string Real = "kube-apiserver";

    private readonly Dictionary<string, ApiTarget> _targets = [];
    private SimulatedCluster? _cluster;
    private RealControlPlane? _controlPlane;

    /// <summary>Names of the targets at hand.</summary>
    public static IReadOnlyList<object[]> All => RealServers.FindAssets().Assets is null ? [[Simulator]] : [[Simulator], [Real]];

    public ApiTarget this[string name] => _targets[name];

    /// <summary>The administrator's token.</summary>
    public string TokenOf(string name) => name == Real ? _controlPlane!.Token : _cluster!.Token;

    public async Task InitializeAsync()
    {
        _cluster = await SimulatedCluster.StartAsync(new SimulatedClusterOptions { Name = "contract", RunControllerManager = false }, CancellationToken.None);
        _targets[Simulator] = new ApiTarget(Simulator, _cluster.Endpoint, _cluster.Token, _cluster.CaBundlePem, () =>
        {
            _cluster.Store.Compact();
            return Task.CompletedTask;
        });
        if (RealServers.FindAssets().Assets is not { } assets) return;
        _controlPlane = await RealControlPlane.StartAsync("contract", assets, CancellationToken.None);
        _targets[Real] = new ApiTarget(Real, _controlPlane.Endpoint, _controlPlane.Token, _controlPlane.CaBundlePem, CompactEtcd);
    }

    // The server itself compacts every five minutes only.
    private async Task CompactEtcd()
    {
        using var http = new HttpClient { BaseAddress = _controlPlane!.EtcdEndpoint };
        using var status = await http.PostAsJsonAsync("/v3/kv/range", new { key = "AA==" });
        status.EnsureSuccessStatusCode();
        var revision = (string)(await status.Content.ReadFromJsonAsync<JsonNode>())!["header"]!["revision"]!;
        using var compacted = await http.PostAsJsonAsync("/v3/kv/compaction", new { revision, physical = true });
        compacted.EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync()
    {
        foreach (var target in _targets.Values) target.Dispose();
        if (_controlPlane is not null) await _controlPlane.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}
