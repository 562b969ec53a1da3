using Loadline.Kubernetes.Config;
using Loadline.Simulator;

namespace Loadline.Demo.Fleet;

/// <summary>The embedded clusters: one hub, which is an API server alone, and members, which run workloads.</summary>
internal sealed class DemoFleet : IAsyncDisposable
{
    /// <summary>Name of the hub and of its context in the kubeconfig.</summary>
    public const string HubName = "hub";

    private static readonly TimeSpan ReadyDelay = TimeSpan.FromSeconds(1);
    private const int CoresPerNode = 8;
    private const int MemoryPerNodeGiB = 32;

    private DemoFleet(SimulatedCluster hub, IReadOnlyList<DemoMember> members)
    {
        Hub = hub;
        Members = members;
    }

    public SimulatedCluster Hub { get; }

    public IReadOnlyList<DemoMember> Members { get; }

    public DemoMember? Find(string name) => Members.FirstOrDefault(m => m.Name == name);

    /// <summary>Starts all API servers.</summary>
    /// <exception cref="IOException">The hub's port is taken.</exception>
    public static async Task<DemoFleet> StartAsync(int members, int hubPort, TimeProvider time, CancellationToken ct)
    {
        var started = new List<SimulatedCluster>();
        try
        {
            started.Add(await SimulatedCluster.StartAsync(new() { Name = HubName, Port = hubPort, TimeProvider = time }, ct));
            var regions = RegionCatalog.All.Take(members).ToArray();
            started.AddRange(await Task.WhenAll(regions.Select(region => SimulatedCluster.StartAsync(OptionsOf(region, time), ct))));
            return new(started[0], [.. regions.Zip(started.Skip(1), static (region, cluster) => new DemoMember(region, cluster))]);
        }
        catch
        {
            foreach (var cluster in started) await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>How a client reaches one of the clusters.</summary>
    public static KubernetesClientConfiguration ConfigurationOf(SimulatedCluster cluster) =>
        KubernetesClientConfiguration.ForMember(cluster.Endpoint, cluster.Token, System.Text.Encoding.ASCII.GetBytes(cluster.CaBundlePem));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Members.Select(static m => m.Cluster.DisposeAsync().AsTask()));
        await Hub.DisposeAsync();
    }

    private static SimulatedClusterOptions OptionsOf(Region region, TimeProvider time) => new()
    {
        Name = region.Member,
        Region = region.Name,
        RunWorkloads = true,
        ReadyDelay = ReadyDelay,
        Nodes = [.. region.Zones.Select(static zone => new SimulatedNode($"node-{zone}", CoresPerNode, MemoryPerNodeGiB))],
        Rtt = region.Rtt,
        TimeProvider = time,
    };
}
