using System.Text;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>The servers that every case of the contract runs against: the simulator, and a real API server where one is given.</summary>
public sealed class Targets : IAsyncLifetime
{
    /// <summary>
    /// Path of a file with <c>{"server", "token", "ca"}</c> (JSON; the CA as PEM) of an API server that the tests may write to.
    /// </summary>
    public const string RealServerVariable = "LOADLINE_REAL_APISERVER";

    public const string Simulator = "simulator";
    public const string Real = "kube-apiserver";

    private readonly Dictionary<string, ApiTarget> _targets = [];
    private SimulatedCluster? _cluster;

    public static string? RealServerFile => Environment.GetEnvironmentVariable(RealServerVariable) is { Length: > 0 } path ? path : null;

    /// <summary>Names of the targets at hand.</summary>
    public static TheoryData<string> All => RealServerFile is null ? [Simulator] : [Simulator, Real];

    public ApiTarget this[string name] => _targets[name];

    public async Task InitializeAsync()
    {
        _cluster = await SimulatedCluster.StartAsync(new SimulatedClusterOptions { Name = "contract", RunControllerManager = false }, CancellationToken.None);
        _targets[Simulator] = new ApiTarget(Simulator, _cluster.Endpoint, _cluster.Token, _cluster.CaBundlePem);
        if (RealServerFile is not { } path) return;
        var given = JsonNode.Parse(await File.ReadAllTextAsync(path, Encoding.UTF8))!;
        _targets[Real] = new ApiTarget(Real, new Uri((string)given["server"]!), (string)given["token"]!, (string)given["ca"]!);
    }

    public async Task DisposeAsync()
    {
        foreach (var target in _targets.Values) target.Dispose();
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}
