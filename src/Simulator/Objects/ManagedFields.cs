using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>Field ownership for writes that are not applies: create, update, patch and the status writes.</summary>
public static class ManagedFields
{
    /// <summary>More updaters than this are merged, oldest first, into one entry.</summary>
    private const int MaxUpdaters = 10;

    private const string Ancient = "ancient-changes";

    /// <summary>
    /// Gives <paramref name="manager"/> the fields that differ between <paramref name="before"/> and <paramref name="after"/>, takes them from
    /// everybody else, and sets <c>metadata.managedFields</c> of <paramref name="after"/>. What <paramref name="after"/> itself says there is
    /// taken as the starting point, as the real server does: absent means that of <paramref name="before"/>, <c>[]</c> or <c>[{}]</c> resets.
    /// </summary>
    /// <param name="before">The live object; null for a create.</param>
    /// <param name="after">The object to store; changed in place.</param>
    /// <param name="schema">The kind's schema.</param>
    /// <param name="manager">The field manager.</param>
    /// <param name="apiVersion">The version of the request.</param>
    /// <param name="subresource">The subresource written, such as <c>status</c>; null for the object itself.</param>
    /// <param name="now">Time of the entry.</param>
    public static void RecordUpdate(JsonObject? before, JsonObject after, TypeSchema schema, string manager, string apiVersion,
        string? subresource, DateTimeOffset now)
    {
        var owners = StartingPoint(before, after);
        var comparison = ObjectComparison.Between(before, after, schema);
        var changed = comparison.Modified.Union(comparison.Added);
        owners.Disown(changed.Union(comparison.Removed), except: null);

        var taken = UnownedFields.Strip(changed);
        if (!taken.IsEmpty)
        {
            var self = FieldOwner.Updater(manager, apiVersion, subresource);
            var kept = owners[self]?.Fields ?? FieldSet.Empty;
            owners.Set(self, new(kept.Union(taken), apiVersion, now));
            MergeOldest(owners);
        }
        owners.WriteTo(after);
    }

    /// <summary>The paths that a manager owns, in Kubernetes' form (<c>.spec.replicas</c>); empty when it owns none.</summary>
    public static IReadOnlyList<string> OwnedPaths(JsonObject live, string manager)
    {
        var entries = live["metadata"]?["managedFields"] as JsonArray;
        return [.. FieldOwners.Read(entries).All.Where(o => o.Key.Manager == manager).SelectMany(o => o.Value.Fields.Paths()).Distinct()];
    }

    internal static JsonArray? Entries(JsonObject? value) => value?["metadata"]?["managedFields"] as JsonArray;

    private static FieldOwners StartingPoint(JsonObject? before, JsonObject after)
    {
        var given = Entries(after);
        if (given is { Count: 0 } or [JsonObject { Count: 0 }]) return new();
        try
        {
            return FieldOwners.Read(given is { Count: > 0 } ? given : Entries(before));
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            return FieldOwners.Read(Entries(before));
        }
    }

    private static void MergeOldest(FieldOwners owners)
    {
        var updaters = owners.All.Where(o => o.Key.Operation == FieldOwner.Update).OrderBy(o => o.Value.Time).ToList();
        var surplus = updaters.Count - MaxUpdaters;
        if (surplus <= 0) return;
        foreach (var (owner, owned) in updaters.Take(surplus + 1))
        {
            owners.Set(owner, owned with { Fields = FieldSet.Empty });
            var ancient = FieldOwner.Updater(Ancient, owned.ApiVersion, null);
            var merged = owners[ancient]?.Fields.Union(owned.Fields) ?? owned.Fields;
            owners.Set(ancient, new(merged, owned.ApiVersion, owned.Time));
        }
    }
}
