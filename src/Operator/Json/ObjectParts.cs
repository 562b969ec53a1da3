using System.Text.Json;

namespace Loadline.Operator.Json;

/// <summary>The parts of a Kubernetes object, found in one pass; a missing part is empty.</summary>
internal readonly ref struct ObjectParts
{
    /// <summary>Raw JSON of <c>metadata</c>.</summary>
    public ReadOnlySpan<byte> Metadata { get; private init; }

    /// <summary>Raw JSON of <c>spec</c>.</summary>
    public ReadOnlySpan<byte> Spec { get; private init; }

    /// <summary>Raw JSON of <c>status</c>.</summary>
    public ReadOnlySpan<byte> Status { get; private init; }

    /// <summary>Splits an object.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static ObjectParts Of(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> metadata = default, spec = default, status = default;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            var isSpec = !isMetadata && reader.ValueTextEquals("spec"u8);
            var isStatus = !isMetadata && !isSpec && reader.ValueTextEquals("status"u8);
            reader.Read();
            var value = JsonFields.TakeValue(ref reader, json);
            if (isMetadata) metadata = value;
            else if (isSpec) spec = value;
            else if (isStatus) status = value;
        }

        return new() { Metadata = metadata, Spec = spec, Status = status };
    }
}
