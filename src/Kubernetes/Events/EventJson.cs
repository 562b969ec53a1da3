using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Events;

/// <summary>events.k8s.io/v1 on the wire.</summary>
internal static class EventJson
{
    /// <summary>The API's limit of a note, in bytes.</summary>
    public const int MaxNote = 1024;

    /// <summary>The API's limit of reason and action.</summary>
    public const int MaxWord = 128;

    private const string MicroTime = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static byte[] Event(RecordedEvent e, string ns, string name, EventRecorderOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("apiVersion"u8, "events.k8s.io/v1"u8);
        json.WriteString("kind"u8, "Event"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteString("name"u8, name);
        json.WriteString("namespace"u8, ns);
        json.WriteEndObject();
        json.WriteString("eventTime"u8, Time(e.At));
        json.WriteString("reportingController"u8, options.ReportingController);
        json.WriteString("reportingInstance"u8, options.ReportingInstance);
        json.WriteString("type"u8, e.Key.Type == EventType.Warning ? "Warning"u8 : "Normal"u8);
        json.WriteString("reason"u8, e.Key.Reason);
        json.WriteString("action"u8, e.Key.Action);
        json.WriteString("note"u8, e.Note);
        Reference(json, "regarding"u8, e.Key.Regarding);
        if (e.Key.Related is not null)
        {
            Reference(json, "related"u8, e.Key.Related);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Series(EventSeries series)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject("series"u8);
        json.WriteNumber("count"u8, series.Count);
        json.WriteString("lastObservedTime"u8, Time(series.LastSeen));
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Cuts text to a number of UTF-8 bytes, between characters.</summary>
    public static string Cut(string text, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var bytes = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes - 3)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length] + "...";
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString(MicroTime, CultureInfo.InvariantCulture);

    private static void Reference(Utf8JsonWriter json, ReadOnlySpan<byte> property, ObjectReference to)
    {
        json.WriteStartObject(property);
        json.WriteString("apiVersion"u8, to.ApiVersion);
        json.WriteString("kind"u8, to.Kind);
        if (!string.IsNullOrEmpty(to.Namespace))
        {
            json.WriteString("namespace"u8, to.Namespace);
        }

        json.WriteString("name"u8, to.Name);
        if (!string.IsNullOrEmpty(to.Uid))
        {
            json.WriteString("uid"u8, to.Uid);
        }

        json.WriteEndObject();
    }
}
