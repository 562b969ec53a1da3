using System.Text.Json;
using Loadline.Operator.Json;
using Loadline.Operator.Rendering;

namespace Loadline.Operator.Observing;

/// <summary>Reduces an object in a member to what the hub wants to know of it.</summary>
internal static class StatusReader
{
    /// <summary>A status of an unknown kind that is larger than this, in bytes, is not reported: the binding has room for all members.</summary>
    public const int MaxReflectedBytes = 4096;

    /// <summary>Reads one object.</summary>
    /// <param name="group">API group; empty for the core group.</param>
    /// <param name="kind">Kind, for example <c>Deployment</c>.</param>
    /// <param name="json">The object as the member's API server returns it, UTF-8.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static MemberWorkloadStatus Read(string group, string kind, ReadOnlySpan<byte> json)
    {
        var known = TemplateKinds.Of(group, kind);
        var shape = StatusShape.Of(known);
        var parts = ObjectParts.Of(json);
        var report = new MemberWorkloadStatus
        {
            Replicas = Count(parts.Status, shape?.Replicas),
            Ready = Count(parts.Status, shape?.Ready),
            Updated = Count(parts.Status, shape?.Updated),
            Available = Count(parts.Status, shape?.Available),
            GenerationObserved = IsGenerationObserved(known, in parts),
            Health = Health.Unknown,
            ReflectedStatus = Reflect(shape, parts.Status),
        };
        return report with
        {
            Health = HealthRules.Judge(known, in parts, report),
            LosesNotReadyFirst = known is TemplateKind.ReplicaSet or TemplateKind.Job
                || (known is TemplateKind.Deployment && report.GenerationObserved && report.Updated == report.Replicas),
        };
    }

    private static bool IsGenerationObserved(TemplateKind kind, in ObjectParts parts)
    {
        var generation = JsonFields.FindInteger(parts.Metadata, "generation") ?? 0;
        if (JsonFields.FindInteger(parts.Status, "observedGeneration") is { } observed) return observed >= generation;
        // These kinds' controllers always write it, so without it they have not looked yet.
        return kind is not (TemplateKind.Deployment or TemplateKind.StatefulSet or TemplateKind.ReplicaSet or TemplateKind.DaemonSet);
    }

    // The API leaves zeros out.
    private static int? Count(ReadOnlySpan<byte> status, string? field) => field is null ? null : (int)(JsonFields.FindInteger(status, field) ?? 0);

    private static byte[] Reflect(StatusShape? shape, ReadOnlySpan<byte> status)
    {
        if (status.IsEmpty || IsEmptyObject(status)) return [];
        if (shape is null) return status.Length <= MaxReflectedBytes ? status.ToArray() : [];
        using var buffer = new PooledBuffer(256);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        foreach (var field in shape.Counts)
        {
            var count = JsonFields.FindInteger(status, field) ?? 0;
            // The first count is written even when zero: a workload scaled to nothing has reported, one without a status has not.
            if (count != 0 || field == shape.Counts[0]) writer.WriteNumber(field, count);
        }

        foreach (var field in shape.Others)
        {
            var value = JsonFields.Find(status, field);
            if (value.IsEmpty || IsEmptyObject(value)) continue;
            writer.WritePropertyName(field);
            writer.WriteRawValue(value, skipInputValidation: true);
        }

        writer.WriteEndObject();
        writer.Flush();
        return IsEmptyObject(buffer.Written) ? [] : buffer.Written.ToArray();
    }

    private static bool IsEmptyObject(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.EndObject;
    }
}
