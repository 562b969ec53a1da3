using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Loadline.Kubernetes.Client;

namespace Loadline.Operator.Hosting;

/// <summary>Writes server-side-apply intents of our own kinds: identity and exactly one part of the object.</summary>
internal static class IntentJson
{
    /// <summary>An intent for <c>status</c>.</summary>
    public static ReadOnlyMemory<byte> Status<T>(ResourceType resource, ObjectKey key, T status, JsonTypeInfo<T> type) =>
        Write(resource, key, writer =>
        {
            writer.WritePropertyName("status"u8);
            JsonSerializer.Serialize(writer, status, type);
        });

    /// <summary>An intent whose members besides the identity are written by <paramref name="body"/>; <paramref name="metadata"/> adds to the metadata.</summary>
    public static ReadOnlyMemory<byte> Write(ResourceType resource, ObjectKey key, Action<Utf8JsonWriter> body, Action<Utf8JsonWriter>? metadata = null)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, resource.ApiVersion);
        writer.WriteString("kind"u8, resource.Kind);
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("name"u8, key.Name);
        if (key.Namespace is not null) writer.WriteString("namespace"u8, key.Namespace);
        metadata?.Invoke(writer);
        writer.WriteEndObject();
        body(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
