using System.Buffers;
using System.Text.Json;

namespace Loadline.Kubernetes.Client;

/// <summary>Options of a delete request.</summary>
public sealed record DeleteOptions
{
    /// <summary>Only delete the object with this uid; null deletes whatever has the name.</summary>
    public string? Uid { get; init; }

    /// <summary>Only delete this state of the object; null deletes any.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>; null leaves the choice to the server.</summary>
    public string? PropagationPolicy { get; init; }

    internal ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, "v1"u8);
        writer.WriteString("kind"u8, "DeleteOptions"u8);
        if (PropagationPolicy is not null) writer.WriteString("propagationPolicy"u8, PropagationPolicy);
        if (Uid is not null || ResourceVersion is not null)
        {
            writer.WriteStartObject("preconditions"u8);
            if (Uid is not null) writer.WriteString("uid"u8, Uid);
            if (ResourceVersion is not null) writer.WriteString("resourceVersion"u8, ResourceVersion);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
