using System.Text;
using System.Text.Json;

namespace Loadline.Kubernetes.Yaml;

/// <summary>
/// Prints JSON as block-style YAML in the order of the JSON, the way kubectl prints: lists at the indent of their key,
/// lines of text as "|", and quotes around every string that some YAML reader would take for something else.
/// </summary>
public static class JsonToYaml
{
    private const int Step = 2;

    /// <summary>Prints one JSON value as one YAML document that ends with a line feed and has no "---".</summary>
    /// <exception cref="JsonException">Not one JSON value.</exception>
    public static string Write(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = YamlDocumentReader.MaxDepth + 1 });
        var yaml = new StringBuilder(json.Length + (json.Length / 4));
        if (!reader.Read())
        {
            throw new JsonException("no JSON value");
        }

        WriteValue(ref reader, yaml, 0, Position.Start);
        if (reader.Read())
        {
            throw new JsonException("text after the JSON value");
        }

        return yaml.ToString();
    }

    /// <summary>Prints several values as one stream, separated by "---".</summary>
    /// <exception cref="JsonException">One of them is not one JSON value.</exception>
    public static string WriteAll(IEnumerable<byte[]> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return string.Join("---\n", documents.Select(static document => Write(document)));
    }

    /// <summary>Where a value stands: alone at a line's start, behind "key:", or behind "-".</summary>
    private enum Position
    {
        Start,
        AfterKey,
        AfterDash,
    }

    private static void WriteValue(ref Utf8JsonReader reader, StringBuilder yaml, int indent, Position position)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                WriteObject(ref reader, yaml, indent, position);
                return;
            case JsonTokenType.StartArray:
                WriteArray(ref reader, yaml, indent, position);
                return;
        }

        if (position == Position.AfterKey)
        {
            yaml.Append(' ');
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                YamlText.WriteValue(yaml, reader.GetString()!, indent + (position == Position.AfterKey ? Step : 0));
                break;
            case JsonTokenType.Null:
                yaml.Append("null");
                break;
            default:
                yaml.Append(Encoding.UTF8.GetString(reader.ValueSpan));
                break;
        }

        yaml.Append('\n');
    }

    private static void WriteObject(ref Utf8JsonReader reader, StringBuilder yaml, int indent, Position position)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            yaml.Append(position == Position.AfterKey ? " {}\n" : "{}\n");
            return;
        }

        if (position == Position.AfterKey)
        {
            yaml.Append('\n');
            indent += Step;
        }

        // Behind a dash the first key continues the dash's line.
        for (var first = position == Position.AfterDash; reader.TokenType != JsonTokenType.EndObject; first = false)
        {
            yaml.Append(' ', first ? 0 : indent);
            YamlText.WriteKey(yaml, reader.GetString()!);
            reader.Read();
            WriteValue(ref reader, yaml, indent, Position.AfterKey);
            reader.Read();
        }
    }

    private static void WriteArray(ref Utf8JsonReader reader, StringBuilder yaml, int indent, Position position)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            yaml.Append(position == Position.AfterKey ? " []\n" : "[]\n");
            return;
        }

        if (position == Position.AfterKey)
        {
            yaml.Append('\n');
        }

        for (var first = position == Position.AfterDash; reader.TokenType != JsonTokenType.EndArray; first = false)
        {
            yaml.Append(' ', first ? 0 : indent).Append("- ");
            WriteValue(ref reader, yaml, indent + Step, Position.AfterDash);
            reader.Read();
        }
    }
}
