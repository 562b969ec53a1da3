using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>
/// Strategic merge patch (<c>application/strategic-merge-patch+json</c>) with its directives: <c>$patch</c>, <c>$retainKeys</c>,
/// <c>$deleteFromPrimitiveList/x</c> and <c>$setElementOrder/x</c>.
/// </summary>
public static class StrategicMergePatch
{
    internal const string Directive = "$patch";
    internal const string RetainKeys = "$retainKeys";
    internal const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList/";
    internal const string SetElementOrder = "$setElementOrder/";

    /// <summary>The patched object, as a new tree; no argument is changed.</summary>
    /// <exception cref="PatchException">A directive is malformed or a list cannot be merged.</exception>
    public static JsonObject Apply(JsonObject target, JsonObject patch, TypeSchema schema) =>
        MergeMap((JsonObject)target.DeepClone(), (JsonObject)patch.DeepClone(), schema);

    /// <summary>Merges into <paramref name="original"/>; both arguments are consumed.</summary>
    internal static JsonObject MergeMap(JsonObject original, JsonObject patch, TypeSchema schema)
    {
        if (patch.Remove(Directive, out var directive))
        {
            switch (JsonNodes.IsString(directive, out var text) ? text : null)
            {
                case "replace":
                    return (JsonObject)Detached(WithoutDirectives(patch))!;
                case "delete":
                    return [];
                case "merge":
                    break;
                default:
                    throw new PatchException($"unknown patch type {directive?.ToJsonString()} found in map");
            }
        }

        RetainOnly(original, patch);
        OrderLists(original, patch, schema);
        foreach (var name in patch.Select(p => p.Key).ToArray())
        {
            patch.Remove(name, out var change);
            if (name.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal))
            {
                if (change is JsonArray gone && original[name[DeleteFromPrimitiveList.Length..]] is JsonArray list)
                    StrategicListMerge.DeleteScalars(list, gone);
            }
            else
                MergeMember(original, name, change, schema);
        }
        return original;
    }

    /// <summary>A value that meets nothing in the original: its directives and its nulls have nothing to act on.</summary>
    internal static JsonNode? WithoutDirectives(JsonNode? patch)
    {
        switch (patch)
        {
            case JsonObject map:
                foreach (var name in map.Select(m => m.Key).ToArray())
                {
                    if (IsDirective(name) || map[name] is null)
                        map.Remove(name);
                    else
                        WithoutDirectives(map[name]);
                }
                break;
            case JsonArray list:
                for (var i = list.Count - 1; i >= 0; i--)
                {
                    if (list[i] is JsonObject item && item.ContainsKey(Directive))
                        list.RemoveAt(i);
                    else
                        WithoutDirectives(list[i]);
                }
                break;
        }
        return patch;
    }

    private static void MergeMember(JsonObject original, string name, JsonNode? change, TypeSchema schema)
    {
        if (change is null)
        {
            original.Remove(name);
            return;
        }
        var type = schema.Member(name) ?? TypeSchema.Anything;
        original[name] = (original[name], change) switch
        {
            (JsonObject, JsonObject) when type.PatchStrategy.HasFlag(PatchStrategies.Replace) => WithoutDirectives(change),
            (JsonObject existing, JsonObject nested) => Detach(original, name, existing, o => MergeMap(o, nested, type)),
            (JsonArray existing, JsonArray items) when type.PatchStrategy.HasFlag(PatchStrategies.Merge) =>
                Detach(original, name, existing, o => StrategicListMerge.Merge(o, items, type)),
            _ => WithoutDirectives(change),
        };
    }

    private static JsonNode Detach<T>(JsonObject parent, string name, T child, Func<T, JsonNode> merge)
        where T : JsonNode
    {
        // The slot is kept so that members stay in order; a node may have one parent only.
        parent[name] = null;
        return merge(child);
    }

    private static JsonNode? Detached(JsonNode? node) => node?.Parent is null ? node : node.DeepClone();

    private static bool IsDirective(string name) => name is Directive or RetainKeys
        || name.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal) || name.StartsWith(SetElementOrder, StringComparison.Ordinal);

    private static void RetainOnly(JsonObject original, JsonObject patch)
    {
        if (!patch.Remove(RetainKeys, out var node)) return;
        if (node is not JsonArray list) throw new PatchException("the $retainKeys directive must be a list");
        var keys = list.Select(k => JsonNodes.IsString(k, out var key) ? key : string.Empty).ToHashSet();
        foreach (var (name, value) in patch)
            if (value is not null && !IsDirective(name) && !keys.Contains(name))
                throw new PatchException($"{name} in patch is not in the $retainKeys list");
        foreach (var name in original.Select(o => o.Key).Where(k => !keys.Contains(k)).ToArray())
            original.Remove(name);
    }

    private static void OrderLists(JsonObject original, JsonObject patch, TypeSchema schema)
    {
        foreach (var directive in patch.Select(p => p.Key).Where(k => k.StartsWith(SetElementOrder, StringComparison.Ordinal)).ToArray())
        {
            patch.Remove(directive, out var node);
            if (node is not JsonArray order) throw new PatchException($"{directive} must be a list");
            var name = directive[SetElementOrder.Length..];
            var type = schema.Member(name) ?? TypeSchema.Anything;
            var live = original[name] as JsonArray;
            var changes = patch[name] as JsonArray;
            if ((live is null && changes is null) || !type.PatchStrategy.HasFlag(PatchStrategies.Merge)) continue;

            patch.Remove(name);
            var before = live is null ? [] : StrategicListMerge.ServerOrder(live, changes, type.PatchMergeKey);
            if (live is not null) original[name] = null;
            var merged = live is null ? (JsonArray)WithoutDirectives(changes)!
                : changes is null ? live
                : StrategicListMerge.Merge(live, changes, type);
            original[name] = StrategicListMerge.Order(merged, order, before, type.PatchMergeKey);
        }
    }
}
