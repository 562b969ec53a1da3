using System.Net;
using System.Net.Sockets;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Tests.Sensing;

public sealed class TcpPingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_port_that_accepts_is_at_some_distance(string host)
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();
        Assert.True(await new TcpPing(host, ((IPEndPoint)listener.LocalEndpoint).Port, TimeProvider.System).MeasureAsync(Patience, CancellationToken.None) >= TimeSpan.Zero);
    }

    [Fact]
    public async Task A_port_that_refuses_is_at_none()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        Assert.Null(await new TcpPing("127.0.0.1", port, TimeProvider.System).MeasureAsync(Patience, CancellationToken.None));
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_at_none() =>
        Assert.Null(await new TcpPing("name.invalid", 1, TimeProvider.System).MeasureAsync(Patience, CancellationToken.None));

    [Fact]
    public async Task A_port_that_answers_nothing_is_at_none_when_its_time_is_up()
    {
        var time = new ManualTimeProvider();
        using var port = new SilentPort();
        var measured = new TcpPing("127.0.0.1", port.Number, time).MeasureAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
        while (time.PendingTimers == 0) await Task.Yield();
        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(measured.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await measured);
    }
}
