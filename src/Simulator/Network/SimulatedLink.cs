using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Loadline.Simulator.Network;

/// <summary>
/// Puts <see cref="NetworkConditions"/> between Kestrel's sockets and everything above them (TLS, HTTP), so that handshakes, requests and
/// watch events all see the same network.
/// </summary>
internal sealed class SimulatedLink(NetworkConditions conditions, TimeProvider time)
{
    // Bounds the memory of a delayed connection; at 4 KiB a chunk this is 1 MiB in flight, more than a round trip of ours carries.
    private const int MaxChunksInFlight = 256;

    private readonly record struct Chunk(byte[] Buffer, int Length, long Due);

    /// <summary>Kestrel connection middleware.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (conditions.Observe().Now == Availability.Refuse)
        {
            Reset(connection);
            return;
        }

        using var closing = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        var transport = connection.Transport;
        var inbound = new Pipe();
        var outbound = new Pipe();
        connection.Transport = new Duplex(inbound.Reader, outbound.Writer);
        var receive = CarryAsync(transport.Input, inbound.Writer, closing.Token);
        var send = CarryAsync(outbound.Reader, transport.Output, closing.Token);
        var watch = ResetWhenRefusedAsync(connection, closing.Token);
        try
        {
            await next(connection);
        }
        finally
        {
            await outbound.Writer.CompleteAsync();
            await inbound.Reader.CompleteAsync();
            // What the server wrote last must still travel, unless the link is cut or the client is gone.
            if (conditions.Observe().Now == Availability.Up) await Task.WhenAny(send, Task.Delay(TimeSpan.FromSeconds(5), time, closing.Token));
            await closing.CancelAsync();
            transport.Input.CancelPendingRead();
            await Task.WhenAll(receive, send, watch);
            connection.Transport = transport;
        }
    }

    private async Task CarryAsync(PipeReader from, PipeWriter to, CancellationToken cancel)
    {
        var line = Channel.CreateBounded<Chunk>(new BoundedChannelOptions(MaxChunksInFlight) { SingleReader = true, SingleWriter = true });
        var deliver = DeliverAsync(line.Reader, to, cancel);
        try
        {
            while (true)
            {
                var read = await from.ReadAsync(cancel);
                foreach (var segment in read.Buffer)
                {
                    var copy = ArrayPool<byte>.Shared.Rent(segment.Length);
                    segment.CopyTo(copy);
                    await line.Writer.WriteAsync(new Chunk(copy, segment.Length, Due()), cancel);
                }
                from.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled) break;
            }
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The connection ended; both ends learn it from the completion below.
        }
        line.Writer.TryComplete();
        await deliver;
        await from.CompleteAsync();
        await to.CompleteAsync();
    }

    private async Task DeliverAsync(ChannelReader<Chunk> line, PipeWriter to, CancellationToken cancel)
    {
        try
        {
            await foreach (var chunk in line.ReadAllAsync(cancel))
            {
                await WaitUntilAsync(chunk.Due, cancel);
                await UntilReachableAsync(cancel);
                await to.WriteAsync(chunk.Buffer.AsMemory(0, chunk.Length), cancel);
                ArrayPool<byte>.Shared.Return(chunk.Buffer);
            }
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException or InvalidOperationException)
        {
            // As above.
        }
    }

    private long Due()
    {
        var delay = conditions.OneWayDelay();
        return delay == TimeSpan.Zero ? 0 : time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);
    }

    private async ValueTask WaitUntilAsync(long due, CancellationToken cancel)
    {
        if (due == 0) return;
        // A timer may fire a moment early; "at least" means until the clock says so.
        while (TimeSpan.FromSeconds((due - time.GetTimestamp()) / (double)time.TimestampFrequency) is var left && left > TimeSpan.Zero)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancel);
    }

    private async ValueTask UntilReachableAsync(CancellationToken cancel)
    {
        while (true)
        {
            var (now, changed) = conditions.Observe();
            if (now != Availability.BlackHole) return;
            await changed.WaitAsync(cancel);
        }
    }

    private async Task ResetWhenRefusedAsync(ConnectionContext connection, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var (now, changed) = conditions.Observe();
                if (now == Availability.Refuse)
                {
                    Reset(connection);
                    return;
                }
                await changed.WaitAsync(cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ended first.
        }
    }

    private static void Reset(ConnectionContext connection)
    {
        // Linger 0 makes the close an RST, which is what a client of a dead process sees.
        if (connection.Features.Get<IConnectionSocketFeature>() is { } socket) socket.Socket.LingerState = new(true, 0);
        connection.Abort(new ConnectionAbortedException("simulated refusal"));
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
