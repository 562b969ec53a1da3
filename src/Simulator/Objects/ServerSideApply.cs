using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>Server-side apply: the semantics of Kubernetes' structured merge, one object at a time.</summary>
public static class ServerSideApply
{
    /// <summary>
    /// Merges an applied configuration into the live object. Fields that <paramref name="manager"/> applied before and leaves out now are removed
    /// unless somebody else owns them. Status must be taken out of <paramref name="applied"/> by the caller where the request does not write it.
    /// </summary>
    /// <param name="live">The stored object; null to create.</param>
    /// <param name="applied">The manager's complete intent.</param>
    /// <param name="schema">The kind's schema.</param>
    /// <param name="manager">The field manager.</param>
    /// <param name="force">Take ownership where another manager's value differs, instead of reporting a conflict.</param>
    /// <param name="apiVersion">The version of the request, such as <c>apps/v1</c>.</param>
    /// <param name="subresource">The subresource, such as <c>status</c>; null for the object itself.</param>
    /// <param name="now">Time of the manager's entry when anything changed.</param>
    /// <exception cref="ApplyException">The configuration carries managedFields, is of another version, or does not fit the schema.</exception>
    public static ApplyResult Apply(JsonObject? live, JsonObject applied, TypeSchema schema, string manager, bool force, string apiVersion,
        string? subresource, DateTimeOffset now)
    {
        Check(applied, schema, apiVersion);

        var self = FieldOwner.Applier(manager, subresource);
        var former = FieldOwners.Read(ManagedFields.Entries(live));
        var current = WithoutManagedFields(live);
        var lastApplied = former[self]?.Fields ?? FieldSet.Empty;

        var owners = former.Copy();
        owners.Set(self, new(FieldExtraction.Fields(applied, schema), apiVersion, former[self]?.Time));
        var merged = ObjectMerge.Merge(current, applied, schema);
        var result = Prune(merged, owners, lastApplied, schema);

        var comparison = ObjectComparison.Between(current, result, schema);
        var changed = comparison.Modified.Union(comparison.Added);
        if (!force && Conflicts(former, self, Contested(changed, manager, live, schema)) is { Count: > 0 } conflicts)
            return ApplyResult.Conflicting(conflicts);

        owners.Disown(changed.Union(comparison.Removed), except: self);
        var own = UnownedFields.Strip(owners[self]?.Fields ?? FieldSet.Empty);
        owners.Set(self, new(own, apiVersion, former[self]?.Time));

        var isSame = current is not null && JsonNodes.AreEqual(current, result);
        if (isSame && owners.SameFields(former)) return ApplyResult.Of((JsonObject)live!.DeepClone(), changed: false);

        if (owners[self] is { } mine) owners.Set(self, mine with { Time = now });
        if (manager == LastAppliedAnnotation.Manager) LastAppliedAnnotation.Follow(result, applied);
        owners.WriteTo(result);
        return ApplyResult.Of(result, changed: true);
    }

    private static void Check(JsonObject applied, TypeSchema schema, string apiVersion)
    {
        var version = JsonNodes.StringAt(applied, "apiVersion");
        if (version != apiVersion)
            throw new ApplyException(400, $"Incorrect version specified in apply patch. Specified patch version: {version}, expected: {apiVersion}");
        var metadata = applied["metadata"] as JsonObject;
        if (metadata?["managedFields"] is not null)
            throw new ApplyException(400, "metadata.managedFields must be nil");

        var errors = SchemaConformance.Errors(applied, schema);
        if (errors.Count == 0) return;
        var name = JsonNodes.StringAt(metadata, "name");
        var space = JsonNodes.StringAt(metadata, "namespace");
        var kind = JsonNodes.StringAt(applied, "kind");
        var text = errors.Count == 1 ? errors[0] : "errors:\n  " + string.Join("\n  ", errors);
        throw new ApplyException(500,
            $"failed to create typed patch object ({(space is null ? name : space + "/" + name)}; {apiVersion}, Kind={kind}): {text}");
    }

    private static JsonObject? WithoutManagedFields(JsonObject? live)
    {
        var copy = (JsonObject?)live?.DeepClone();
        (copy?["metadata"] as JsonObject)?.Remove("managedFields");
        return copy;
    }

    /// <summary>
    /// Removes what the manager applied last time and does not apply now, except what somebody owns (an updater or another applier) and
    /// what nobody owned before.
    /// </summary>
    private static JsonObject Prune(JsonObject merged, FieldOwners owners, FieldSet lastApplied, TypeSchema schema)
    {
        if (lastApplied.IsEmpty) return merged;

        var managed = FieldSet.Empty;
        foreach (var (_, owned) in owners.All)
            managed = managed.Union(owned.Fields);
        if (lastApplied.Difference(managed).IsEmpty) return merged;

        var all = WithParents(FieldExtraction.Fields(merged, schema), schema);
        var pruned = ItemRemoval.Remove(merged, lastApplied, schema);

        var left = WithParents(FieldExtraction.Fields(pruned, schema), schema);
        pruned = ItemRemoval.Remove(merged, all.Difference(left.Union(WithParents(managed, schema))), schema);

        left = WithParents(FieldExtraction.Fields(pruned, schema), schema);
        var dropped = all.Difference(left).Intersection(WithParents(lastApplied, schema));
        return ItemRemoval.Remove(merged, dropped, schema);
    }

    /// <summary>Declared fields that hold members become members, so that an object goes when the last of its fields goes.</summary>
    private static FieldSet WithParents(FieldSet set, TypeSchema? schema)
    {
        var result = new FieldSet();
        foreach (var (element, isMember, below) in set.Ordered)
        {
            var isField = element.Text[0] == 'f';
            var type = isField ? schema?.Member(element.Text[2..]) : schema?.Element;
            var declared = isField && schema?.Declares(element.Text[2..]) == true;
            result.Put(element, isMember || (declared && below is not null), below is null ? null : WithParents(below, type));
        }
        return result;
    }

    private static FieldSet Contested(FieldSet changed, string manager, JsonObject? live, TypeSchema schema) =>
        manager == LastAppliedAnnotation.Manager && live is not null
            ? changed.Difference(LastAppliedAnnotation.FieldsStillAsApplied(live, schema))
            : changed;

    private static List<ApplyConflict> Conflicts(FieldOwners former, FieldOwner self, FieldSet changed)
    {
        var conflicts = new List<ApplyConflict>();
        foreach (var (owner, owned) in former.All.OrderBy(o => Text(o.Key), StringComparer.Ordinal))
            if (owner != self)
                conflicts.AddRange(owned.Fields.Intersection(changed).Paths().Select(p => new ApplyConflict(owner.Manager, p, Text(owner))));
        return conflicts;
    }

    private static string Text(FieldOwner owner)
    {
        var text = JsonNodes.Quote(owner.Manager);
        if (owner.Subresource is not null) text += $" with subresource {JsonNodes.Quote(owner.Subresource)}";
        return owner.Operation == FieldOwner.Update ? $"{text} using {owner.ApiVersion}" : text;
    }
}
