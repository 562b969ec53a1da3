using System.Text.Json;

namespace Loadline.Kubernetes.Client;

/// <summary>
/// Reads an object's header in one pass, wherever in a document the reader stands, and notes the stretches to cut out. Offsets are translated to the
/// copy that <see cref="Copy"/> makes, so nothing is parsed twice.
/// </summary>
internal ref struct KubeObjectScanner(ResourceType? defaults)
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private string? _apiVersion;
    private string? _kind;
    private string? _name;
    private string? _namespace;
    private string? _uid;
    private string? _resourceVersion;
    private long _generation;
    private bool _isDeleting;
    private JsonRange _metadata, _labels, _annotations, _finalizers, _spec, _status;

    // Where the object stands in the document.
    private JsonRange _whole;

    // At most two cuts exist: managedFields and the last-applied annotation. They never overlap.
    private JsonRange _cut1, _cut2;

    /// <summary>Reads the object at whose opening brace the reader stands; the reader is left at its closing one.</summary>
    /// <exception cref="JsonException">There is no object.</exception>
    public void Scan(scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("not a JSON object");
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8)) ScanMetadata(ref reader);
            else if (reader.ValueTextEquals("apiVersion"u8)) _apiVersion = Text(ref reader, defaults?.ApiVersion);
            else if (reader.ValueTextEquals("kind"u8)) _kind = Text(ref reader, defaults?.Kind);
            else if (reader.ValueTextEquals("spec"u8)) _spec = Value(ref reader);
            else if (reader.ValueTextEquals("status"u8)) _status = Value(ref reader);
            else Value(ref reader);
        }

        _whole = new(start, (int)reader.BytesConsumed - start);
    }

    /// <summary>The object's bytes without what is cut out of them.</summary>
    /// <param name="document">What the reader has read.</param>
    public readonly byte[] Copy(ReadOnlySpan<byte> document)
    {
        var json = document.Slice(_whole.Start, _whole.Length);
        var (first, second) = _cut2.Length > 0 && _cut2.Start < _cut1.Start ? (_cut2, _cut1) : (_cut1, _cut2);
        if (first.Length == 0) (first, second) = (second, first);
        if (first.Length == 0) return json.ToArray();
        var copy = GC.AllocateUninitializedArray<byte>(json.Length - first.Length - second.Length);
        var head = first.Start - _whole.Start;
        json[..head].CopyTo(copy);
        var rest = json[(head + first.Length)..];
        if (second.Length == 0)
        {
            rest.CopyTo(copy.AsSpan(head));
            return copy;
        }

        var between = second.Start - first.Start - first.Length;
        rest[..between].CopyTo(copy.AsSpan(head));
        rest[(between + second.Length)..].CopyTo(copy.AsSpan(head + between));
        return copy;
    }

    public readonly KubeObjectHeader Header() => new(
        _apiVersion ?? defaults?.ApiVersion ?? "",
        _kind ?? defaults?.Kind ?? "",
        _name ?? "",
        _namespace,
        _uid ?? "",
        _resourceVersion ?? "",
        _generation,
        _isDeleting,
        Translate(_metadata),
        Translate(_labels),
        Translate(_annotations),
        Translate(_finalizers),
        Translate(_spec),
        Translate(_status));

    private void ScanMetadata(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var previousEnd = -1;
        var cutFirst = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex;
            if (cutFirst >= 0)
            {
                _cut1 = new(cutFirst, nameStart - cutFirst);
                cutFirst = -1;
            }

            if (reader.ValueTextEquals("name"u8)) _name = Text(ref reader, null);
            else if (reader.ValueTextEquals("namespace"u8)) _namespace = Text(ref reader, null);
            else if (reader.ValueTextEquals("uid"u8)) _uid = Text(ref reader, null);
            else if (reader.ValueTextEquals("resourceVersion"u8)) _resourceVersion = Text(ref reader, null);
            else if (reader.ValueTextEquals("generation"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number) _generation = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("deletionTimestamp"u8))
            {
                reader.Read();
                _isDeleting = reader.TokenType == JsonTokenType.String;
            }
            else if (reader.ValueTextEquals("labels"u8)) _labels = Value(ref reader);
            else if (reader.ValueTextEquals("annotations"u8)) ScanAnnotations(ref reader);
            else if (reader.ValueTextEquals("finalizers"u8)) _finalizers = Value(ref reader);
            else if (reader.ValueTextEquals("managedFields"u8))
            {
                Value(ref reader);
                if (previousEnd >= 0) _cut1 = new(previousEnd, (int)reader.BytesConsumed - previousEnd);
                else cutFirst = nameStart;
            }
            else Value(ref reader);
            previousEnd = (int)reader.BytesConsumed;
        }

        _metadata = new(start, (int)reader.BytesConsumed - start);
    }

    private void ScanAnnotations(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var previousEnd = -1;
        var cutFirst = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex;
            if (cutFirst >= 0)
            {
                _cut2 = new(cutFirst, nameStart - cutFirst);
                cutFirst = -1;
            }

            var isLastApplied = reader.ValueTextEquals(LastApplied);
            Value(ref reader);
            var end = (int)reader.BytesConsumed;
            if (isLastApplied)
            {
                if (previousEnd >= 0) _cut2 = new(previousEnd, end - previousEnd);
                else cutFirst = nameStart;
            }

            previousEnd = end;
        }

        if (cutFirst >= 0) _cut2 = new(cutFirst, previousEnd - cutFirst);
        _annotations = new(start, (int)reader.BytesConsumed - start);
    }

    private static JsonRange Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.Null) return default;
        reader.Skip();
        return new(start, (int)reader.BytesConsumed - start);
    }

    private static string? Text(ref Utf8JsonReader reader, string? expected)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String) return null;
        return expected is not null && reader.ValueTextEquals(expected) ? expected : reader.GetString();
    }

    private readonly JsonRange Translate(JsonRange range)
    {
        if (range.Length == 0) return default;
        var start = range.Start;
        var length = range.Length;
        Apply(_cut1, range, ref start, ref length);
        Apply(_cut2, range, ref start, ref length);
        return new(start - _whole.Start, length);

        static void Apply(JsonRange cut, JsonRange range, ref int start, ref int length)
        {
            if (cut.Length == 0) return;
            if (cut.Start < range.Start) start -= cut.Length;
            else if (cut.Start < range.Start + range.Length) length -= cut.Length;
        }
    }
}
