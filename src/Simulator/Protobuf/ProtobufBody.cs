using System.Text;
using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Protobuf;

/// <summary>Objects in <c>application/vnd.kubernetes.protobuf</c>: the envelope, then the kind's message.</summary>
internal static class ProtobufBody
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <exception cref="ApiException">400 malformed; 415 a kind or a field that is not known in this encoding.</exception>
    public static JsonObject Decode(ReadOnlySpan<byte> body)
    {
        try
        {
            if (!body.StartsWith(Magic)) throw new InvalidDataException("the body does not begin with the protobuf prefix");
            var (apiVersion, kind) = ("", "");
            ReadOnlySpan<byte> raw = default;
            var envelope = new ProtoReader(body[Magic.Length..]);
            while (envelope.Next())
            {
                if (envelope.Field == 1)
                {
                    var type = new ProtoReader(envelope.Bytes);
                    while (type.Next())
                    {
                        if (type.Field == 1) apiVersion = Encoding.UTF8.GetString(type.Bytes);
                        else if (type.Field == 2) kind = Encoding.UTF8.GetString(type.Bytes);
                    }
                }
                else if (envelope.Field == 2)
                {
                    raw = envelope.Bytes;
                }
            }
            var message = ProtoMessages.Known.Of(apiVersion, kind) ?? throw ApiException.UnsupportedMediaType("application/json, application/yaml");
            var obj = Message(message, raw);
            obj["kind"] = kind;
            obj["apiVersion"] = apiVersion;
            return obj;
        }
        catch (InvalidDataException malformed)
        {
            throw ApiException.BadRequest($"error decoding: {malformed.Message}");
        }
    }

    private static JsonObject Message(string name, ReadOnlySpan<byte> bytes)
    {
        var fields = ProtoMessages.Known.Find(name)!;
        var obj = new JsonObject();
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            // Dropping what we cannot read would store something else than the client sent.
            if (!fields.TryGetValue(reader.Field, out var field)) throw ApiException.UnsupportedMediaType("application/json, application/yaml");
            switch (field.Shape)
            {
                case ProtoShape.List:
                    obj.EnsureArray(field.Name).Add(Value(field.Type, reader));
                    break;
                case ProtoShape.Map:
                    AddEntry(obj.Ensure(field.Name), field.Type, reader.Bytes);
                    break;
                default:
                    var value = Value(field.Type, reader);
                    if (field.KeepZero || !IsZero(value)) obj[field.Name] = value;
                    break;
            }
        }
        return obj;
    }

    private static void AddEntry(JsonObject map, string type, ReadOnlySpan<byte> bytes)
    {
        var key = "";
        JsonNode? value = type is "string" or "bytes" ? "" : null;
        var entry = new ProtoReader(bytes);
        while (entry.Next())
        {
            if (entry.Field == 1) key = Encoding.UTF8.GetString(entry.Bytes);
            else if (entry.Field == 2) value = Value(type, entry);
        }
        map[key] = value;
    }

    private static JsonNode? Value(string type, ProtoReader reader) => type switch
    {
        "string" => Encoding.UTF8.GetString(reader.Bytes),
        "bytes" => Convert.ToBase64String(reader.Bytes),
        "int" => (long)reader.Number,
        "bool" => reader.Number != 0,
        "time" => Time(reader.Bytes),
        "quantity" => Quantity(reader.Bytes),
        "int-or-string" => IntOrString(reader.Bytes),
        _ => Message(type, reader.Bytes),
    };

    private static JsonNode? Time(ReadOnlySpan<byte> bytes)
    {
        long seconds = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1) seconds = (long)reader.Number;
        }
        return seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds).Rfc3339();
    }

    private static JsonNode? Quantity(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        return reader.Next() ? Encoding.UTF8.GetString(reader.Bytes) : null;
    }

    private static JsonNode IntOrString(ReadOnlySpan<byte> bytes)
    {
        var (isText, number, text) = (false, 0L, "");
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: isText = reader.Number == 1; break;
                case 2: number = (long)reader.Number; break;
                case 3: text = Encoding.UTF8.GetString(reader.Bytes); break;
            }
        }
        return isText ? text : number;
    }

    private static bool IsZero(JsonNode? value) => value switch
    {
        null => true,
        JsonObject obj => obj.Count == 0,
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => text.Length == 0,
        JsonValue scalar when scalar.TryGetValue<bool>(out var flag) => !flag,
        JsonValue scalar when scalar.TryGetValue<long>(out var number) => number == 0,
        _ => false,
    };
}
