using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Http;

/// <summary>
/// Between the stored form and the form of a served version. Custom resources convert as with strategy None (only apiVersion changes);
/// events are stored as core/v1 and served as events.k8s.io/v1 too.
/// </summary>
internal static class Conversion
{
    private static readonly (string Core, string Events)[] EventFields =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
        ("reportingComponent", "reportingController"),
    ];

    public static bool IsStoredForm(ApiResource served, StoredObject stored) => stored.ApiVersion == served.ApiVersion || stored.ApiVersion.Length == 0;

    public static ReadOnlyMemory<byte> Serve(ApiResource served, StoredObject stored)
    {
        if (!served.IsCustom) return IsStoredForm(served, stored) ? stored.Json : ToServed(served, stored.Parse()).ToUtf8();
        if (stored.Served is { } last && ReferenceEquals(last.As, served)) return last.Json;
        var json = ServeNode(served, stored).ToUtf8();
        stored.Served = (served, json);
        return json;
    }

    /// <summary>Defaults of a definition reach what was stored before they were there.</summary>
    public static JsonObject ServeNode(ApiResource served, StoredObject stored)
    {
        var parsed = stored.Parse();
        served.Structure?.Value.Default(parsed);
        return IsStoredForm(served, stored) ? parsed : ToServed(served, parsed);
    }

    /// <summary>Changes <paramref name="obj"/> in place to the stored form.</summary>
    public static JsonObject ToStored(ApiResource served, string storedApiVersion, JsonObject obj)
    {
        if (served.Storage != served.Id) RenameEventFields(obj, toCore: true);
        obj["apiVersion"] = storedApiVersion;
        return obj;
    }

    private static JsonObject ToServed(ApiResource served, JsonObject obj)
    {
        if (served.Storage != served.Id) RenameEventFields(obj, toCore: false);
        obj["apiVersion"] = served.ApiVersion;
        return obj;
    }

    /// <summary>The name of a field selector's field in the stored form.</summary>
    public static string StoredField(string field)
    {
        foreach (var (core, events) in EventFields)
        {
            if (field == events) return core;
            if (field.StartsWith(events + ".", StringComparison.Ordinal)) return core + field[events.Length..];
        }
        return field;
    }

    private static void RenameEventFields(JsonObject obj, bool toCore)
    {
        foreach (var (core, events) in EventFields)
        {
            var (from, to) = toCore ? (events, core) : (core, events);
            if (!obj.TryGetPropertyValue(from, out var value)) continue;
            obj.Remove(from);
            if (value is not null) obj[to] = value;
        }
    }
}
