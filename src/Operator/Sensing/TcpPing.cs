using System.Net;
using System.Net.Sockets;

namespace Loadline.Operator.Sensing;

/// <summary>
/// Measures distance by a TCP handshake: from SYN to SYN-ACK is one round trip, answered by the other side's kernel whatever its programs do. Right where
/// nothing terminates TCP on the way; through a proxy or a load balancer near the hub it measures the way to that.
/// </summary>
/// <param name="host">Name or address.</param>
/// <param name="port">Port that accepts connections.</param>
/// <param name="time">Clock.</param>
internal sealed class TcpPing(string host, int port, TimeProvider time)
{
    /// <summary>Value of the label <c>method</c>.</summary>
    public const string Method = "tcp";

    private static readonly TimeSpan ResolveAgain = TimeSpan.FromMinutes(1);

    private IPAddress? _address;
    private long _resolvedAt;

    /// <summary>The round trip; null when no connection came about.</summary>
    /// <param name="within">How long the name and the handshake may take together: a port that a firewall drops answers nothing at all.</param>
    /// <param name="ct">Ends the attempt with an exception.</param>
    public async Task<TimeSpan?> MeasureAsync(TimeSpan within, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(within, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await MeasureAsync(linked.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<TimeSpan?> MeasureAsync(CancellationToken ct)
    {
        try
        {
            var address = await ResolveAsync(ct);
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // The name is looked up before: a resolver's time is no distance.
            var sent = time.GetTimestamp();
            await socket.ConnectAsync(address, port, ct);
            return time.GetElapsedTime(sent);
        }
        catch (SocketException)
        {
            _address = null;
            return null;
        }
    }

    private async ValueTask<IPAddress> ResolveAsync(CancellationToken ct)
    {
        if (_address is { } known && time.GetElapsedTime(_resolvedAt) < ResolveAgain) return known;
        if (!IPAddress.TryParse(host, out var address)) address = (await Dns.GetHostAddressesAsync(host, ct))[0];
        (_address, _resolvedAt) = (address, time.GetTimestamp());
        return address;
    }
}
