using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Client;

/// <summary>
/// An immutable Kubernetes object: its UTF-8 JSON and a header that was read from it in one pass. Safe to cache and to share (ST7).
/// Bookkeeping that nobody here reads (managedFields, kubectl's last-applied annotation) is cut out on the way in (ST8).
/// </summary>
public sealed class KubeObject
{
    private readonly KubeObjectHeader _header;
    private IReadOnlyDictionary<string, string>? _labels;

    private KubeObject(byte[] json, KubeObjectHeader header)
    {
        Json = json;
        _header = header;
    }

    /// <summary>The whole object.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Group and version.</summary>
    public string ApiVersion => _header.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind => _header.Kind;

    /// <summary>Name.</summary>
    public string Name => _header.Name;

    /// <summary>Namespace; null for cluster-scoped objects.</summary>
    public string? Namespace => _header.Namespace;

    /// <summary>Namespace and name.</summary>
    public ObjectKey Key => new(Namespace, Name);

    /// <summary>Server-assigned identity; empty in objects that were never stored.</summary>
    public string Uid => _header.Uid;

    /// <summary>Version of this state; empty in objects that were never stored.</summary>
    public string ResourceVersion => _header.ResourceVersion;

    /// <summary>Sequence number of the desired state; 0 for kinds that do not count it.</summary>
    public long Generation => _header.Generation;

    /// <summary>True once deletion was asked for.</summary>
    public bool IsDeleting => _header.IsDeleting;

    /// <summary>JSON of <c>metadata</c>, empty when absent.</summary>
    public ReadOnlyMemory<byte> MetadataJson => Slice(_header.Metadata);

    /// <summary>JSON of <c>spec</c>, empty when absent.</summary>
    public ReadOnlyMemory<byte> Spec => Slice(_header.Spec);

    /// <summary>JSON of <c>status</c>, empty when absent.</summary>
    public ReadOnlyMemory<byte> Status => Slice(_header.Status);

    /// <summary>JSON of <c>metadata.annotations</c>, empty when absent.</summary>
    public ReadOnlyMemory<byte> AnnotationsJson => Slice(_header.Annotations);

    /// <summary>JSON of <c>metadata.finalizers</c>, empty when absent.</summary>
    public ReadOnlyMemory<byte> FinalizersJson => Slice(_header.Finalizers);

    /// <summary>Labels; parsed once, on first use.</summary>
    public IReadOnlyDictionary<string, string> Labels => _labels ??= ReadMap(Slice(_header.Labels).Span);

    /// <summary>Reads one annotation; null when absent.</summary>
    public string? Annotation(string key) => ReadMapValue(AnnotationsJson.Span, key);

    /// <summary>The finalizers, in their order; read anew whenever asked.</summary>
    public IReadOnlyList<string> Finalizers
    {
        get
        {
            if (_header.Finalizers.Length == 0) return [];
            var finalizers = new List<string>();
            var reader = new Utf8JsonReader(FinalizersJson.Span);
            while (reader.Read())
                if (reader.TokenType == JsonTokenType.String) finalizers.Add(reader.GetString()!);
            return finalizers;
        }
    }

    /// <summary>True when the finalizer is on the object.</summary>
    public bool HasFinalizer(string finalizer)
    {
        if (_header.Finalizers.Length == 0) return false;
        var reader = new Utf8JsonReader(FinalizersJson.Span);
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(finalizer)) return true;
        return false;
    }

    /// <summary>Deserialises the object to a typed entity.</summary>
    /// <exception cref="JsonException">The object does not have the type's shape.</exception>
    public T As<T>(JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(Json.Span, type) ?? throw new JsonException($"{Kind} {Key} is null");

    /// <summary>Parses one object.</summary>
    /// <param name="json">The object's JSON; copied.</param>
    /// <param name="defaults">The resource that the object belongs to: gives apiVersion and kind where list items leave them out.</param>
    /// <exception cref="JsonException">Not a JSON object.</exception>
    public static KubeObject Parse(ReadOnlySpan<byte> json, ResourceType? defaults = null)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Read(json, ref reader, defaults);
    }

    /// <summary>Takes the object at whose opening brace the reader stands, in the same pass in which the document around it is read.</summary>
    /// <param name="document">What the reader reads.</param>
    /// <param name="reader">Reader; left at the object's closing brace.</param>
    /// <param name="defaults">The resource that the object belongs to.</param>
    internal static KubeObject Read(ReadOnlySpan<byte> document, scoped ref Utf8JsonReader reader, ResourceType? defaults)
    {
        var scanner = new KubeObjectScanner(defaults);
        scanner.Scan(ref reader);
        return new(scanner.Copy(document), scanner.Header());
    }

    /// <summary>Parses text; for tests and literals.</summary>
    public static KubeObject Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>A reference to this object for events and bindings.</summary>
    public ObjectReference Reference() => new(ApiVersion, Kind, Namespace, Name, Uid);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Key}@{ResourceVersion}";

    private ReadOnlyMemory<byte> Slice(JsonRange range) => Json.Slice(range.Start, range.Length);

    private static Dictionary<string, string> ReadMap(ReadOnlySpan<byte> json)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json.IsEmpty) return map;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String) map[key] = reader.GetString()!;
        }

        return map;
    }

    private static string? ReadMapValue(ReadOnlySpan<byte> json, string key)
    {
        if (json.IsEmpty) return null;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            var match = reader.ValueTextEquals(key);
            reader.Read();
            if (match) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }

        return null;
    }
}
