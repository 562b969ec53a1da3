using Loadline.Simulator.Tests.Contract;

namespace Loadline.Simulator.Tests.Cluster;

/// <summary>A simulated cluster of one test, with a client.</summary>
internal sealed class ClusterFixture : IAsyncDisposable
{
    private ClusterFixture(SimulatedCluster cluster)
    {
        Cluster = cluster;
        Api = new ApiTarget(cluster.Name, cluster.Endpoint, cluster.Token, cluster.CaBundlePem);
    }

    public SimulatedCluster Cluster { get; }

    public ApiTarget Api { get; }

    public static async Task<ClusterFixture> Start(SimulatedClusterOptions? options = null) =>
        new(await SimulatedCluster.StartAsync(options ?? new SimulatedClusterOptions { Name = "test" }, CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Cluster.DisposeAsync();
    }
}
