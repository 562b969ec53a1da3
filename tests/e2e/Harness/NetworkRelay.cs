using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Loadline.E2E.Harness;

/// <summary>
/// A TCP relay before a real server that makes it far away, or silent: what passes is late by half of the round trip in either
/// direction, and while it is silent connections stay open, new ones are accepted, and nothing passes. A member behind it was
/// healthy first, so the operator has every reason to keep trying.
/// </summary>
internal sealed class NetworkRelay : IAsyncDisposable
{
    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, LoopbackPorts.Take());
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private TaskCompletionSource _speaking = Completed();
    private long _roundTripTicks;

    public NetworkRelay(int targetPort)
    {
        _target = targetPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new($"https://{_listener.LocalEndpoint}");

    /// <summary>Delay that the relay adds, half of it in each direction; takes effect at once, on open connections too.</summary>
    public TimeSpan RoundTrip
    {
        get => new(Interlocked.Read(ref _roundTripTicks));
        set => Interlocked.Exchange(ref _roundTripTicks, value.Ticks);
    }

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
        var onTheWay = Channel.CreateBounded<(byte[] Bytes, long Due)>(256);
        var delivering = DeliverAsync(onTheWay.Reader, to, cancellationToken);
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, cancellationToken)) > 0)
            {
                var due = Stopwatch.GetTimestamp() + (long)(RoundTrip.TotalSeconds / 2 * Stopwatch.Frequency);
                await onTheWay.Writer.WriteAsync((buffer[..count], due), cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        onTheWay.Writer.Complete();
        await delivering;
    }

    private async Task DeliverAsync(ChannelReader<(byte[] Bytes, long Due)> onTheWay, Socket to, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (bytes, due) in onTheWay.ReadAllAsync(cancellationToken))
            {
                var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (wait > TimeSpan.Zero)
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), cancellationToken);
                await Volatile.Read(ref _speaking).Task.WaitAsync(cancellationToken);
                for (var sent = 0; sent < bytes.Length;)
                    sent += await to.SendAsync(bytes.AsMemory(sent), cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }
}
