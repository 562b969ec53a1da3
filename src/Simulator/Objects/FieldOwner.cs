using System.Globalization;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>
/// Who owns fields: one entry of <c>managedFields</c> without its fields. An applier is the same whatever version it applied;
/// an updater is not.
/// </summary>
internal sealed record FieldOwner(string Manager, string Operation, string? ApiVersion, string? Subresource)
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    public static FieldOwner Applier(string manager, string? subresource) => new(manager, Apply, null, Blank(subresource));

    public static FieldOwner Updater(string manager, string apiVersion, string? subresource) =>
        new(manager, Update, apiVersion, Blank(subresource));

    private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>What an owner owns, at which version it was written, and when it last changed.</summary>
internal sealed record OwnedFields(FieldSet Fields, string ApiVersion, DateTimeOffset? Time);

/// <summary>The decoded <c>metadata.managedFields</c> of one object.</summary>
internal sealed class FieldOwners
{
    private const string FieldsType = "FieldsV1";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private readonly Dictionary<FieldOwner, OwnedFields> _owners = [];

    public IReadOnlyDictionary<FieldOwner, OwnedFields> All => _owners;

    public OwnedFields? this[FieldOwner owner] => _owners.GetValueOrDefault(owner);

    /// <exception cref="FormatException">An entry is not one that a server wrote.</exception>
    public static FieldOwners Read(JsonArray? managedFields)
    {
        var result = new FieldOwners();
        foreach (var entry in managedFields ?? [])
        {
            if (entry is not JsonObject map) throw new FormatException("managedFields entries must be objects");
            var type = JsonNodes.StringAt(map, "fieldsType");
            if (type != FieldsType) throw new FormatException($"invalid fieldsType \"{type}\" in managed fields entry");
            var operation = JsonNodes.StringAt(map, "operation") ?? string.Empty;
            var version = JsonNodes.StringAt(map, "apiVersion") ?? string.Empty;
            var owner = new FieldOwner(JsonNodes.StringAt(map, "manager") ?? string.Empty, operation,
                operation == FieldOwner.Apply ? null : version, JsonNodes.StringAt(map, "subresource"));
            DateTimeOffset? time = DateTimeOffset.TryParse(JsonNodes.StringAt(map, "time"), CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var parsed) ? parsed : null;
            result._owners[owner] = new(FieldsV1.Read(map["fieldsV1"] as JsonObject ?? []), version, time);
        }
        return result;
    }

    /// <summary>Sets what an owner owns; an owner of nothing is forgotten.</summary>
    public void Set(FieldOwner owner, OwnedFields fields)
    {
        if (fields.Fields.IsEmpty)
            _owners.Remove(owner);
        else
            _owners[owner] = fields;
    }

    /// <summary>Takes fields away from every owner but one.</summary>
    public void Disown(FieldSet fields, FieldOwner? except)
    {
        if (fields.IsEmpty) return;
        foreach (var (owner, owned) in _owners.ToArray())
            if (owner != except)
                Set(owner, owned with { Fields = owned.Fields.Difference(fields) });
    }

    public bool SameFields(FieldOwners other)
    {
        if (_owners.Count != other._owners.Count) return false;
        foreach (var (owner, owned) in _owners)
            if (other[owner] is not { } match || match.ApiVersion != owned.ApiVersion || !match.Fields.SetEquals(owned.Fields))
                return false;
        return true;
    }

    public FieldOwners Copy()
    {
        var copy = new FieldOwners();
        foreach (var (owner, owned) in _owners)
            copy._owners.Add(owner, owned);
        return copy;
    }

    public void WriteTo(JsonObject target)
    {
        if (_owners.Count == 0)
        {
            (target["metadata"] as JsonObject)?.Remove("managedFields");
            return;
        }
        if (target["metadata"] is not JsonObject metadata)
            target["metadata"] = metadata = [];
        metadata["managedFields"] = Write();
    }

    private JsonArray Write()
    {
        var entries = new JsonArray();
        foreach (var (owner, owned) in _owners.OrderBy(o => o.Key.Operation, StringComparer.Ordinal).ThenBy(o => o.Value.Time)
            .ThenBy(o => o.Key.Manager, StringComparer.Ordinal).ThenBy(o => o.Value.ApiVersion, StringComparer.Ordinal)
            .ThenBy(o => o.Key.Subresource, StringComparer.Ordinal))
        {
            var entry = new JsonObject
            {
                ["manager"] = owner.Manager,
                ["operation"] = owner.Operation,
                ["apiVersion"] = owned.ApiVersion,
            };
            if (owned.Time is { } time) entry["time"] = time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
            entry["fieldsType"] = FieldsType;
            entry["fieldsV1"] = FieldsV1.Write(owned.Fields);
            if (owner.Subresource is not null) entry["subresource"] = owner.Subresource;
            entries.Add((JsonNode)entry);
        }
        return entries;
    }
}
