using System.Net;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Tests.Sensing;

/// <summary>What a probe takes for an answer.</summary>
public sealed class ApiServerProbeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_server_that_answers_while_its_probe_port_is_filtered_is_well_and_at_no_known_distance()
    {
        var time = new ManualTimeProvider();
        using var port = new SilentPort();
        using var server = new Answering();
        using var transport = KubeTransport.Create(KubernetesClientConfiguration.ForMember(new("https://member.example"), "", default), server, time);
        var probe = new ApiServerProbe(transport, Limit, null, time, new TcpPing("127.0.0.1", port.Number, time));

        var ping = probe.PingAsync(CancellationToken.None);
        while (time.PendingTimers == 0) await Task.Yield();
        // Half of the time that a probe has is enough for a handshake, and leaves the answer in time.
        time.Advance(Limit / 2);
        var result = await ping;

        Assert.True(result.IsGood);
        Assert.True(result.IsCold);
        Assert.NotEqual(TcpPing.Method, result.Method);
    }

    private sealed class Answering : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("ok") });
    }
}
