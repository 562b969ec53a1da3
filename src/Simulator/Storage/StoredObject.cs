using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Storage;

/// <summary>
/// One version of one object: its serialised bytes, which lists and watches send as they are, and the few
/// fields that selectors and controllers ask for so often that parsing the bytes each time would show.
/// </summary>
internal sealed class StoredObject
{
    private StoredObject(GroupResource resource, ObjectKey key)
    {
        Resource = resource;
        Key = key;
    }

    public GroupResource Resource { get; }

    public ObjectKey Key { get; }

    public long ResourceVersion { get; private init; }

    /// <summary>UTF-8; begins with <c>kind</c> and <c>apiVersion</c>.</summary>
    public byte[] Json { get; private init; } = [];

    /// <summary>Length of the part of <see cref="Json"/> up to and including the comma after <c>apiVersion</c>.</summary>
    public int TypePrefix { get; private init; }

    public string ApiVersion { get; private init; } = "";

    public KeyValuePair<string, string>[] Labels { get; private init; } = [];

    public string Uid { get; private init; } = "";

    /// <summary>Uids of <c>metadata.ownerReferences</c>.</summary>
    public string[] Owners { get; private init; } = [];

    /// <summary>True once <c>metadata.deletionTimestamp</c> is set.</summary>
    public bool Deleting { get; private init; }

    /// <summary>The form that a served version last took.</summary>
    public (object As, byte[] Json)? Served { get; set; }

    /// <summary>Serialises <paramref name="obj"/> with <paramref name="resourceVersion"/> written into it.</summary>
    public static StoredObject From(GroupResource resource, JsonObject obj, long resourceVersion)
    {
        var metadata = obj.Metadata();
        metadata["resourceVersion"] = resourceVersion.Invariant();
        var (kind, apiVersion) = (obj.Text("kind") ?? "", obj.Text("apiVersion") ?? "");
        obj.Remove("kind");
        obj.Remove("apiVersion");
        obj.Insert(0, "kind", kind);
        obj.Insert(1, "apiVersion", apiVersion);
        return new StoredObject(resource, new ObjectKey(obj.Namespace(), obj.Name()))
        {
            ResourceVersion = resourceVersion,
            Json = obj.ToUtf8(),
            // Neither value holds a character that JSON escapes, nor one outside ASCII.
            TypePrefix = "{\"kind\":\"\",\"apiVersion\":\"\",".Length + kind.Length + apiVersion.Length,
            ApiVersion = apiVersion,
            Labels = LabelsOf(metadata),
            Uid = metadata.Text("uid") ?? "",
            Owners = OwnersOf(metadata),
            Deleting = metadata.Text("deletionTimestamp") is not null,
        };
    }

    /// <summary>A key without content, to look up by.</summary>
    public static StoredObject Probe(ObjectKey key) => new(default, key);

    /// <summary>A fresh, mutable copy.</summary>
    public JsonObject Parse() => (JsonObject)JsonAccess.Parse(Json)!;

    public string? Label(string key)
    {
        foreach (var label in Labels)
        {
            if (label.Key == key) return label.Value;
        }
        return null;
    }

    private static KeyValuePair<string, string>[] LabelsOf(JsonObject metadata) =>
        metadata.Obj("labels") is { } labels
            ? [.. labels.Select(label => KeyValuePair.Create(label.Key, label.Value is JsonValue v && v.TryGetValue<string>(out var text) ? text : ""))]
            : [];

    private static string[] OwnersOf(JsonObject metadata) =>
        metadata.Arr("ownerReferences") is { } owners ? [.. owners.Select(owner => owner.Text("uid") ?? "")] : [];
}
