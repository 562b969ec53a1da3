using System.Buffers;
using System.Text.Json;

namespace Loadline.Kubernetes.Client;

/// <summary>
/// Patches that put a finalizer on an object or take it off and touch nothing else (FN3). Both name what they rely on, so that they fail with a conflict
/// instead of undoing what another controller did meanwhile.
/// </summary>
public static class FinalizerPatch
{
    /// <summary>Adds a finalizer: a merge patch that is bound to the version that was read.</summary>
    /// <returns>Null when nothing is to be done: it is there, or the object is being deleted, when a server takes no more finalizers (FN1).</returns>
    public static byte[]? Add(KubeObject item, string finalizer)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.IsDeleting || item.HasFinalizer(finalizer)) return null;
        return Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("metadata"u8);
            writer.WriteString("resourceVersion"u8, item.ResourceVersion);
            writer.WriteStartArray("finalizers"u8);
            foreach (var present in item.Finalizers) writer.WriteStringValue(present);
            writer.WriteStringValue(finalizer);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    /// <summary>Removes a finalizer: a JSON patch that tests for it at its place.</summary>
    /// <returns>Null when it is not there.</returns>
    public static byte[]? Remove(KubeObject item, string finalizer)
    {
        ArgumentNullException.ThrowIfNull(item);
        var finalizers = item.Finalizers;
        for (var i = 0; i < finalizers.Count; i++)
        {
            if (finalizers[i] != finalizer) continue;
            var path = $"/metadata/finalizers/{i}";
            return Write(writer =>
            {
                writer.WriteStartArray();
                WriteOperation(writer, "test", path, finalizer);
                WriteOperation(writer, "remove", path, null);
                writer.WriteEndArray();
            });
        }

        return null;
    }

    private static void WriteOperation(Utf8JsonWriter writer, string operation, string path, string? value)
    {
        writer.WriteStartObject();
        writer.WriteString("op"u8, operation);
        writer.WriteString("path"u8, path);
        if (value is not null) writer.WriteString("value"u8, value);
        writer.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        body(writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
