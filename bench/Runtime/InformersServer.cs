using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Kubernetes.Client;
using Loadline.Simulator;

namespace Loadline.Bench.Runtime;

/// <summary>
/// The members of the informers verb. The first one has a server to itself; each further server stands for fifty members, which see the same objects over
/// connections of their own.
/// </summary>
internal static class InformersServer
{
    private const int MembersPerServer = 50;

    public static ResourceType[] Kinds { get; } =
    [
        new("apps", "v1", "deployments", "Deployment", true),
        new("", "v1", "configmaps", "ConfigMap", true),
        new("", "v1", "services", "Service", true),
    ];

    /// <summary>How many servers some members have.</summary>
    public static int ServersFor(int members) => ServerOf(members - 1) + 1;

    /// <summary>The server of a member.</summary>
    public static int ServerOf(int member) => (member - 1 + MembersPerServer) / MembersPerServer;

    public static async Task<int> RunAsync(int members, int kinds, int objects, CancellationToken cancellationToken)
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, ServersFor(members)).Select(i => SimulatedCluster.StartAsync(
            new() { Name = $"server-{i}", Token = "informers", RunControllerManager = false }, cancellationToken)));
        foreach (var server in servers)
        {
            foreach (var kind in Kinds.Take(kinds))
                for (var i = 0; i < objects; i++) server.Store.Put(kind.Group, kind.Plural, Item(kind, i));
            await Console.Out.WriteLineAsync($"{server.Endpoint} {Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(server.CaBundlePem))}");
        }

        await Console.Out.FlushAsync(cancellationToken);
        var breaking = new List<Task>();
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
        {
            var server = servers[int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)];
            if (line.StartsWith("break", StringComparison.Ordinal)) breaking.Add(BreakAsync(server, cancellationToken));
            else server.Store.Put("apps", "deployments", Item(Kinds[0], 0));
        }

        await Task.WhenAll(breaking);
        foreach (var server in servers) await server.DisposeAsync();
        return 0;
    }

    /// <summary>Resets every connection and refuses new ones for a while, in which all that the watches would need to go on is compacted away.</summary>
    private static async Task BreakAsync(SimulatedCluster server, CancellationToken cancellationToken)
    {
        server.Network.Availability = Availability.Refuse;
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        foreach (var kind in Kinds) server.Store.Put(kind.Group, kind.Plural, Item(kind, 0));
        server.Store.Compact();
        server.Network.Availability = Availability.Up;
    }

    private static JsonObject Item(ResourceType kind, int i) => JsonNode.Parse($$$"""
        {"apiVersion":"{{{kind.ApiVersion}}}","kind":"{{{kind.Kind}}}","metadata":{"name":"workload-{{{i}}}","namespace":"shop-{{{i % 10}}}","generation":1,
        "labels":{"loadline.io/managed":"true","app":"workload-{{{i}}}"},
        "annotations":{"loadline.io/binding-uid":"{{{Guid.NewGuid()}}}","loadline.io/policy":"shop/all","loadline.io/hub-id":"{{{Hub}}}","loadline.io/rendered-hash":"{{{Guid.NewGuid():N}}}"}},
        "spec":{"replicas":3,"selector":{"matchLabels":{"app":"workload-{{{i}}}"}},"template":{"metadata":{"labels":{"app":"workload-{{{i}}}"}},"spec":{"containers":[{"name":"main",
        "image":"registry.example.com/shop/workload:1.4.2","resources":{"requests":{"cpu":"250m","memory":"256Mi"} } }]} } },
        "status":{"observedGeneration":1,"replicas":3,"readyReplicas":3,"updatedReplicas":3,"availableReplicas":3} }
        """)!.AsObject();

    private static Guid Hub { get; } = Guid.NewGuid();
}
