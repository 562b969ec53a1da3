using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Tests.Faults;

namespace Loadline.Kubernetes.Tests.Client;

public sealed class RequestRateTests
{
    private static readonly ResourceType ConfigMaps = new("", "v1", "configmaps", "ConfigMap", true);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void RQ1_A_burst_goes_at_once_and_the_rest_at_the_rate()
    {
        var rate = new RequestRate(50, 100, _time);
        for (var i = 0; i < 100; i++) Assert.True(rate.Take() <= TimeSpan.Zero);
        for (var i = 1; i <= 10; i++) Assert.Equal(TimeSpan.FromMilliseconds(20 * i), rate.Take());
    }

    [Fact]
    public void RQ1_Tokens_come_back_with_time_and_never_more_than_a_burst()
    {
        var rate = new RequestRate(50, 100, _time);
        for (var i = 0; i < 100; i++) rate.Take();
        _time.Advance(TimeSpan.FromMilliseconds(40));
        Assert.True(rate.Take() <= TimeSpan.Zero);
        Assert.True(rate.Take() <= TimeSpan.Zero);
        Assert.True(rate.Take() > TimeSpan.Zero);
        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 100; i++) Assert.True(rate.Take() <= TimeSpan.Zero);
        Assert.True(rate.Take() > TimeSpan.Zero);
    }

    [Fact]
    public void RQ1_Requests_wait_for_their_tokens_and_watches_do_not()
    {
        using var cluster = new VirtualCluster();
        using var client = cluster.Connect(resilience: new() { RequestsPerSecond = 1, RequestBurst = 2 });
        using var stop = new CancellationTokenSource();
        var reads = cluster.Loop.Start(() => Enumerable.Range(0, 5).Select(_ => client.GetAsync(ConfigMaps, "default", "none", stop.Token)).ToArray());
        cluster.Loop.Settle();
        Assert.Equal(2, reads.Count(static r => r.IsCompleted));
        var watch = cluster.Loop.Start(() => client.WatchAsync(ConfigMaps, null, new() { TimeoutSeconds = 300 }, stop.Token));
        cluster.Loop.Settle();
        Assert.True(watch.IsCompletedSuccessfully);
        cluster.Loop.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(4, reads.Count(static r => r.IsCompleted));
        cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        Assert.All(reads, static r => Assert.True(r.IsCompletedSuccessfully));
        stop.Cancel();
        cluster.Loop.Settle();
    }
}
