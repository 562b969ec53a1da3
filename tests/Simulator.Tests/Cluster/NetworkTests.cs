using System.Diagnostics;
using Loadline.Simulator.Tests.Contract;

namespace Loadline.Simulator.Tests.Cluster;

/// <summary>The network between clients and a server.</summary>
public sealed class NetworkTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_request_takes_at_least_the_round_trip_time()
    {
        await using var fixture = await ClusterFixture.Start();
        (await fixture.Api.Get("/version")).Expect(200);
        fixture.Cluster.Network.Rtt = TimeSpan.FromMilliseconds(120);
        var started = Stopwatch.StartNew();
        (await fixture.Api.Get("/version")).Expect(200);
        Assert.True(started.Elapsed >= TimeSpan.FromMilliseconds(120), $"{started.Elapsed}");
    }

    [Fact]
    public async Task A_refusing_server_resets_connections_and_recovers()
    {
        await using var fixture = await ClusterFixture.Start();
        using var watch = await fixture.Api.Watch(Maps + "?labelSelector=none");
        fixture.Cluster.Network.Availability = Availability.Refuse;
        await Assert.ThrowsAnyAsync<Exception>(async () => Assert.NotNull(await watch.Next()));
        await Assert.ThrowsAsync<HttpRequestException>(() => fixture.Api.Get("/version"));
        fixture.Cluster.Network.Availability = Availability.Up;
        (await fixture.Api.Get("/version")).Expect(200);
    }

    [Fact]
    public async Task A_black_hole_answers_nothing_until_it_is_lifted()
    {
        await using var fixture = await ClusterFixture.Start();
        using var watch = await fixture.Api.Watch(Maps + "?labelSelector=team");
        fixture.Cluster.Network.Availability = Availability.BlackHole;
        var request = fixture.Api.Get("/version");
        fixture.Cluster.Store.Put("", "configmaps", InDefault("a"));
        var change = watch.Next();
        await Task.Delay(300);
        Assert.False(request.IsCompleted);
        Assert.False(change.IsCompleted);
        fixture.Cluster.Network.Availability = Availability.Up;
        (await request).Expect(200);
        Assert.Equal("a", (await change)!.Name);
    }

    [Fact]
    public async Task Health_and_version_need_no_token()
    {
        await using var fixture = await ClusterFixture.Start();
        using var anonymous = new ApiTarget("anonymous", fixture.Cluster.Endpoint, "none", fixture.Cluster.CaBundlePem);
        foreach (var path in (string[])["/healthz", "/livez", "/readyz"]) Assert.Equal("ok", (string)(await anonymous.Get(path)).Expect(200).Body["text"]!);
        (await anonymous.Get("/version")).Expect(200);
        (await anonymous.Get("/api")).Expect(401);
    }

    [Fact]
    public async Task A_certificate_whose_time_is_over_is_refused_by_clients_until_it_is_renewed()
    {
        await using var fixture = await ClusterFixture.Start();
        fixture.Cluster.Network.CertificateExpired = true;
        using (var late = new ApiTarget("late", fixture.Cluster.Endpoint, fixture.Cluster.Token, fixture.Cluster.CaBundlePem))
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => late.Get("/version"));
            Assert.Contains("NotTimeValid", refused.InnerException!.Message, StringComparison.Ordinal);
        }

        fixture.Cluster.Network.CertificateExpired = false;
        using var renewed = new ApiTarget("renewed", fixture.Cluster.Endpoint, fixture.Cluster.Token, fixture.Cluster.CaBundlePem);
        (await renewed.Get("/version")).Expect(200);
    }

    private static System.Text.Json.Nodes.JsonObject InDefault(string name)
    {
        var map = Manifests.ConfigMap(name, label: "red");
        map["metadata"]!["namespace"] = "default";
        return map;
    }
}
