using System.Net;
using System.Net.Sockets;

namespace Loadline.Operator.Tests.Sensing;

/// <summary>A port of loopback that drops every connection request, as a firewall does: its queue of connections is full and nobody empties it.</summary>
internal sealed class SilentPort : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _queued = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public SilentPort()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        // Linux queues one connection even so.
        _listener.Listen(0);
        _queued.Connect(_listener.LocalEndPoint!);
    }

    public int Number => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        _queued.Dispose();
        _listener.Dispose();
    }
}
