using Loadline.Simulator.Faults;

namespace Loadline.Simulator.InProcess;

/// <summary>A body as the network delivers it: whole, cut off, or stalled. Disposing it tells the server that the client left.</summary>
internal sealed class FaultyBody(Stream inner, RequestFault? fault, TimeProvider time, Action left) : Stream
{
    private int _budget = Math.Min(fault?.StallAfterBytes ?? int.MaxValue, fault?.CutAfterBytes ?? int.MaxValue);
    private bool _left;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_budget == 0)
        {
            if (fault!.CutAfterBytes <= (fault.StallAfterBytes ?? int.MaxValue)) throw new IOException("the connection was cut");
            await Detached.NeverAsync(cancellationToken).ConfigureAwait(false);
        }

        var read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, _budget)], cancellationToken).ConfigureAwait(false);
        _budget -= read;
        if (read > 0 && fault is { Late: var late }) await Detached.DelayAsync(late, time, cancellationToken).ConfigureAwait(false);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_left)
        {
            _left = true;
            left();
        }

        base.Dispose(disposing);
    }
}
