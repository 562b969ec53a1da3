using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Loadline.Crds;

/// <summary>Compares placements by value: equal placements have equal canonical forms, whatever the order of map keys.</summary>
public static class PlacementHash
{
    /// <summary>UTF-8 JSON without white space, keys sorted by code unit; <c>null</c> for no placement.</summary>
    public static ReadOnlyMemory<byte> CanonicalJson(Placement? placement)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer);
        if (placement is null) writer.WriteNullValue();
        else Write(writer, JsonSerializer.SerializeToElement(placement, CrdsJsonContext.Default.Placement));
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>First 16 bytes of the SHA-256 of <see cref="CanonicalJson"/>, as 32 hexadecimal digits.</summary>
    public static string Compute(Placement? placement) => Convert.ToHexStringLower(SHA256.HashData(CanonicalJson(placement).Span).AsSpan(0, 16));

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
