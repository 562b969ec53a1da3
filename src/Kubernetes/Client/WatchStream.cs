using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Client;

/// <summary>An open watch: newline-delimited events, decoded in place from the transport's buffers.</summary>
public sealed class WatchStream : IAsyncDisposable
{
    private const int MaxEventBytes = 16 * 1024 * 1024;

    private readonly HttpResponseMessage _response;
    private readonly PipeReader _pipe;
    private readonly ResourceType _resource;

    internal WatchStream(HttpResponseMessage response, Stream body, ResourceType resource)
    {
        _response = response;
        _resource = resource;
        // Zero-byte reads: thousands of idle watches must not each hold a buffer.
        _pipe = PipeReader.Create(body, new StreamPipeReaderOptions(useZeroByteReads: true));
    }

    /// <summary>Reads the next batch of events into <paramref name="batch"/> (cleared first); false at the end of the stream.</summary>
    /// <exception cref="JsonException">The stream does not carry watch events.</exception>
    /// <exception cref="InvalidDataException">One event is larger than 16 MiB.</exception>
    public async ValueTask<bool> ReadAsync(List<WatchEvent> batch, CancellationToken ct)
    {
        batch.Clear();
        while (true)
        {
            var result = await _pipe.ReadAsync(ct);
            var buffer = result.Buffer;
            var consumed = Decode(buffer, batch, result.IsCompleted);
            if (consumed.Equals(buffer.Start) && buffer.Length > MaxEventBytes) throw new InvalidDataException("a watch event is larger than 16 MiB");
            _pipe.AdvanceTo(consumed, buffer.End);
            if (batch.Count > 0) return true;
            if (result.IsCompleted) return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _pipe.CompleteAsync();
        _response.Dispose();
    }

    private SequencePosition Decode(ReadOnlySequence<byte> buffer, List<WatchEvent> batch, bool completed)
    {
        var consumed = buffer.Start;
        while (true)
        {
            var rest = buffer.Slice(consumed);
            if (rest.PositionOf((byte)'\n') is { } newline)
            {
                DecodeLine(rest.Slice(0, newline), batch);
                consumed = buffer.GetPosition(1, newline);
            }
            else
            {
                if (completed && rest.Length > 0)
                {
                    // A cut stream may end in half an event; the next watch repeats it.
                    if (TryDecodeTail(rest, batch)) consumed = buffer.End;
                }

                return completed ? buffer.End : consumed;
            }
        }
    }

    private bool TryDecodeTail(ReadOnlySequence<byte> tail, List<WatchEvent> batch)
    {
        try
        {
            DecodeLine(tail, batch);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void DecodeLine(ReadOnlySequence<byte> line, List<WatchEvent> batch)
    {
        if (line.IsSingleSegment)
        {
            DecodeEvent(line.FirstSpan, batch);
            return;
        }

        var length = (int)line.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            line.CopyTo(rented);
            DecodeEvent(rented.AsSpan(0, length), batch);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void DecodeEvent(ReadOnlySpan<byte> json, List<WatchEvent> batch)
    {
        if (json.IsEmpty || json is [(byte)'\r']) return;
        var type = (WatchEventType?)null;
        var body = default(JsonRange);
        KubeObject? item = null;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.ValueTextEquals("ADDED"u8) ? WatchEventType.Added
                    : reader.ValueTextEquals("MODIFIED"u8) ? WatchEventType.Modified
                    : reader.ValueTextEquals("DELETED"u8) ? WatchEventType.Deleted
                    : reader.ValueTextEquals("BOOKMARK"u8) ? WatchEventType.Bookmark
                    : reader.ValueTextEquals("ERROR"u8) ? WatchEventType.Error
                    : throw new JsonException($"unknown watch event type '{reader.GetString()}'");
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                if (type is null or WatchEventType.Error)
                {
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    body = new(start, (int)reader.BytesConsumed - start);
                }
                else
                {
                    item = KubeObject.Read(json, ref reader, _resource);
                }
            }
            else
            {
                reader.Skip();
            }
        }

        switch (type)
        {
            case null:
                throw new JsonException("a watch event has no type");
            case WatchEventType.Error:
                // RF11: an error is a Status, never an entity.
                batch.Add(new(WatchEventType.Error, null, JsonSerializer.Deserialize(json.Slice(body.Start, body.Length), KubernetesJsonContext.Default.V1Status)));
                break;
            default:
                // The API server names the type first; whoever does not costs a second look.
                batch.Add(new(type.Value, item ?? KubeObject.Parse(json.Slice(body.Start, body.Length), _resource), null));
                break;
        }
    }
}
