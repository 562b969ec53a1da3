using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Loadline.Kubernetes.Yaml;

/// <summary>
/// Turns YAML into UTF-8 JSON with YAML 1.2 core rules, so "on", "yes" and "012" stay text. JSON goes in unchanged.
/// Comments are lost; anchors, aliases and merge keys are expanded; a key that appears twice is an error.
/// </summary>
public static class YamlToJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        // The output goes to API servers and parsers, never into HTML; "<" and "+" stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = YamlDocumentReader.MaxDepth + 1,
    };

    /// <summary>Converts exactly one document; empty documents around it are ignored.</summary>
    /// <exception cref="YamlFormatException">Not YAML, not one document, or not expressible in JSON.</exception>
    public static byte[] Convert(string yaml)
    {
        var documents = ConvertAll(yaml);
        return documents.Count switch
        {
            1 => documents[0],
            0 => throw new YamlFormatException("the document is empty", 1, 1),
            _ => throw new YamlFormatException($"expected one document, found {documents.Count}", 1, 1),
        };
    }

    /// <summary>Converts exactly one document of UTF-8 text, with or without a byte order mark.</summary>
    /// <exception cref="YamlFormatException">Not UTF-8, not YAML, not one document, or not expressible in JSON.</exception>
    public static byte[] Convert(ReadOnlySpan<byte> utf8) => Convert(Decode(utf8));

    /// <summary>Converts every document of a stream, in order. Documents with no content are left out.</summary>
    /// <exception cref="YamlFormatException">Not YAML, or not expressible in JSON.</exception>
    public static IReadOnlyList<byte[]> ConvertAll(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (TryJson(yaml, out var json))
        {
            return [json];
        }

        var result = new List<byte[]>();
        var reader = new YamlDocumentReader(new StringReader(yaml));
        var buffer = new ArrayBufferWriter<byte>(Math.Max(256, yaml.Length));
        using var writer = new Utf8JsonWriter(buffer, Options);
        while (reader.Read() is { } nodes)
        {
            if (IsEmpty(nodes))
            {
                continue;
            }

            new YamlJsonWriter(nodes, writer).WriteDocument();
            writer.Flush();
            result.Add(buffer.WrittenSpan.ToArray());
            buffer.ResetWrittenCount();
            writer.Reset();
        }

        return result;
    }

    /// <summary>Converts every document of a UTF-8 stream, in order. Documents with no content are left out.</summary>
    /// <exception cref="YamlFormatException">Not UTF-8, not YAML, or not expressible in JSON.</exception>
    public static IReadOnlyList<byte[]> ConvertAll(ReadOnlySpan<byte> utf8) => ConvertAll(Decode(utf8));

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            var before = utf8[..Math.Clamp(e.Index, 0, utf8.Length)];
            throw new YamlFormatException("not UTF-8 text", before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'), e);
        }
    }

    /// <summary>
    /// JSON is nearly a subset of YAML, but YAML limits the length of keys and the use of tabs, so text that is JSON is
    /// never given to the YAML parser.
    /// </summary>
    private static bool TryJson(string text, out byte[] json)
    {
        json = [];
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return false;
        }

        try
        {
            var options = new JsonDocumentOptions { MaxDepth = YamlDocumentReader.MaxDepth, AllowDuplicateProperties = false };
            using var document = JsonDocument.Parse(text, options);
            var buffer = new ArrayBufferWriter<byte>(text.Length);
            using var writer = new Utf8JsonWriter(buffer, Options);
            document.RootElement.WriteTo(writer);
            writer.Flush();
            json = buffer.WrittenSpan.ToArray();
            return true;
        }
        catch (JsonException)
        {
            // A YAML flow collection; its parser also gives the better message for broken JSON.
            return false;
        }
    }

    private static bool IsEmpty(List<YamlNode> nodes) =>
        nodes is [] || (nodes is [{ Kind: YamlNodeKind.Scalar, Plain: true, Tag: null, Value: "" }]);
}
