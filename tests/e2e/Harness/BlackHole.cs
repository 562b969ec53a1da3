using System.Net;
using System.Net.Sockets;

namespace Loadline.E2E.Harness;

/// <summary>A member that accepts every connection and never says a word: the worst kind of dead.</summary>
internal sealed class BlackHole : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, LoopbackPorts.Take());
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _held = [];
    private readonly Task _accepting;

    public BlackHole()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new($"https://{_listener.LocalEndpoint}");

    /// <summary>How many connections it swallowed so far.</summary>
    public int Swallowed
    {
        get
        {
            lock (_held)
                return _held.Count;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (var socket in _held)
            socket.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                lock (_held)
                    _held.Add(socket);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
