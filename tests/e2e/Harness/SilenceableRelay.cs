using System.Net;
using System.Net.Sockets;

namespace Loadline.E2E.Harness;

/// <summary>
/// A TCP relay before a real server that can fall silent: connections stay open, new ones are accepted, and nothing more
/// passes until it speaks again. A member behind it was healthy first, so the operator has every reason to keep trying.
/// </summary>
internal sealed class SilenceableRelay : IAsyncDisposable
{
    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, LoopbackPorts.Take());
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private TaskCompletionSource _speaking = Completed();

    public SilenceableRelay(int targetPort)
    {
        _target = targetPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new($"https://{_listener.LocalEndpoint}");

    public void Silence() => Volatile.Write(ref _speaking, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Speak() => Volatile.Read(ref _speaking).TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Speak();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var accepted = await _listener.AcceptSocketAsync(_stop.Token);
                connections.RemoveAll(c => c.IsCompleted);
                connections.Add(RelayAsync(accepted));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(Socket accepted)
    {
        using var near = accepted;
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            near.NoDelay = far.NoDelay = true;
            await Volatile.Read(ref _speaking).Task.WaitAsync(_stop.Token);
            await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var directions = new[] { PumpAsync(near, far, either.Token), PumpAsync(far, near, either.Token) };
            await Task.WhenAny(directions);
            await either.CancelAsync();
            await Task.WhenAll(directions);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // One of the two sides went away; the other learns it by the closed socket.
        }
    }

    private async Task PumpAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, cancellationToken)) > 0)
            {
                await Volatile.Read(ref _speaking).Task.WaitAsync(cancellationToken);
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }
}
