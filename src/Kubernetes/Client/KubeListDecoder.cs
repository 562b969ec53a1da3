using System.Text.Json;

namespace Loadline.Kubernetes.Client;

/// <summary>Splits a list response into objects without materialising the whole document.</summary>
internal static class KubeListDecoder
{
    public static KubeList Decode(ReadOnlySpan<byte> json, ResourceType resource)
    {
        var items = new List<KubeObject>();
        var version = "";
        string? next = null;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("not a list");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals("resourceVersion"u8))
                    {
                        reader.Read();
                        version = reader.GetString() ?? "";
                    }
                    else if (reader.ValueTextEquals("continue"u8))
                    {
                        reader.Read();
                        next = reader.GetString();
                    }
                    else
                    {
                        reader.Skip();
                    }
                }
            }
            else if (reader.ValueTextEquals("items"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.StartArray) continue;
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                    items.Add(KubeObject.Read(json, ref reader, resource));
            }
            else
            {
                reader.Skip();
            }
        }

        return new(items, version, string.IsNullOrEmpty(next) ? null : next);
    }
}
