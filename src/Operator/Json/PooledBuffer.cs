using System.Buffers;

namespace Loadline.Operator.Json;

/// <summary>A growable byte buffer on pooled memory, for writing one JSON document and copying it out at its exact size.</summary>
internal sealed class PooledBuffer(int initialCapacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(initialCapacity, 256));
    private int _written;

    /// <summary>What was written so far; valid until the next write or disposal.</summary>
    public Span<byte> Written => _bytes.AsSpan(0, _written);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - _written);
        _written += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_written);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_written);
    }

    /// <summary>Returns the memory to the pool; the buffer must not be used afterwards.</summary>
    public void Dispose()
    {
        if (_bytes.Length == 0) return;
        // Secrets pass through here: do not leave them readable in the pool.
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = [];
        _written = 0;
    }

    private void Grow(int sizeHint)
    {
        var needed = _written + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = larger;
    }
}
