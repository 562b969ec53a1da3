using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>Lists in a strategic merge patch: maps by their merge key, scalars as a set.</summary>
internal static class StrategicListMerge
{
    /// <summary>Merges; both lists are consumed. Items of the patch keep its order, items that only the server has keep theirs.</summary>
    public static JsonArray Merge(JsonArray original, JsonArray patch, TypeSchema type)
    {
        if (original.Count == 0 && patch.Count == 0) return original;
        if ((patch.Count > 0 ? patch[0] : original[0]) is not JsonObject)
        {
            var (wanted, had) = (Copy(patch), Copy(original));
            return Order(Union(original, patch), wanted, had, null);
        }

        var key = type.PatchMergeKey ?? throw new PatchException("cannot merge lists without merge key");
        if (ApplyDirectives(original, patch, key)) return (JsonArray)StrategicMergePatch.WithoutDirectives(patch)!;

        var (order, before) = (Copy(patch), Copy(original));
        foreach (var item in patch.ToArray())
        {
            var change = item as JsonObject ?? throw new PatchException("a list of objects has an item that is none");
            patch.Remove(change);
            var at = IndexOf(original, KeyOf(change, key), key);
            if (at < 0)
            {
                original.Add(StrategicMergePatch.WithoutDirectives(change));
                continue;
            }
            var existing = (JsonObject)original[at]!;
            original[at] = null;
            original[at] = StrategicMergePatch.MergeMap(existing, change, type.Element!);
        }
        return Order(original, order, before, key);
    }

    public static void DeleteScalars(JsonArray list, JsonArray gone)
    {
        for (var i = list.Count - 1; i >= 0; i--)
            if (gone.Any(g => JsonNodes.AreEqual(g, list[i])))
                list.RemoveAt(i);
    }

    /// <summary>
    /// Sorts: items that <paramref name="order"/> names follow it; the others stay before the named items that they preceded in
    /// <paramref name="before"/>, else they go last.
    /// </summary>
    public static JsonArray Order(JsonArray merged, JsonArray order, JsonArray before, string? key)
    {
        var items = merged.Select(i => new Ranked(i, Find(order, i, key), Find(before, i, key))).ToList();
        merged.Clear();
        var named = new Queue<Ranked>(items.Where(i => i.InOrder >= 0).OrderBy(i => i.InOrder));
        var others = new Queue<Ranked>(items.Where(i => i.InOrder < 0).OrderBy(i => i.Before));

        while (named.Count + others.Count > 0)
        {
            var next = others.Count == 0 || (named.Count > 0 && !others.Peek().Precedes(named.Peek())) ? named : others;
            merged.Add(next.Dequeue().Item);
        }
        return merged;
    }

    /// <summary>
    /// The server's own order as <c>$setElementOrder</c> sees it. The real server reuses the places of items that the patch deletes for items that it
    /// adds, so these count as if they had been there.
    /// </summary>
    public static JsonArray ServerOrder(JsonArray live, JsonArray? changes, string? key)
    {
        if (key is null || changes is null) return Copy(live);
        var deleted = changes.OfType<JsonObject>().Where(c => JsonNodes.StringAt(c, StrategicMergePatch.Directive) == "delete").ToList();
        JsonArray left = [.. live.Where(i => !deleted.Exists(d => JsonNodes.AreEqual(d[key], (i as JsonObject)?[key]))).Select(i => i?.DeepClone())];
        var added = changes.OfType<JsonObject>()
            .Where(c => !c.ContainsKey(StrategicMergePatch.Directive) && IndexOf(left, c[key], key) < 0)
            .Take(live.Count - left.Count).Select(c => c.DeepClone()).ToList();
        return [.. left.Select(i => i?.DeepClone()), .. added];
    }

    /// <summary>Takes items with a <c>$patch</c> directive out of the patch and does what they say; true when the patch replaces the list.</summary>
    private static bool ApplyDirectives(JsonArray original, JsonArray patch, string key)
    {
        var replace = false;
        foreach (var item in patch.OfType<JsonObject>().Where(i => i.ContainsKey(StrategicMergePatch.Directive)).ToArray())
        {
            patch.Remove(item);
            switch (JsonNodes.StringAt(item, StrategicMergePatch.Directive))
            {
                case "delete":
                    var value = KeyOf(item, key);
                    for (var at = IndexOf(original, value, key); at >= 0; at = IndexOf(original, value, key))
                        original.RemoveAt(at);
                    break;
                case "replace":
                    replace = true;
                    break;
                case "merge":
                    throw new PatchException("merging lists cannot yet be specified in the patch");
                default:
                    throw new PatchException($"unknown patch type {item[StrategicMergePatch.Directive]?.ToJsonString()} found in list");
            }
        }
        return replace;
    }

    private static JsonArray Union(JsonArray original, JsonArray patch)
    {
        foreach (var item in patch.ToArray())
        {
            patch.Remove(item);
            if (!original.Any(o => JsonNodes.AreEqual(o, item))) original.Add(item);
        }
        foreach (var copy in original.Where((item, i) => original.Take(i).Any(o => JsonNodes.AreEqual(o, item))).ToArray())
            original.Remove(copy);
        return original;
    }

    private static JsonArray Copy(JsonArray list) => (JsonArray)list.DeepClone();

    private static JsonNode? KeyOf(JsonObject item, string key) => item[key]
        ?? throw new PatchException($"map: {item.ToJsonString(JsonNodes.Relaxed)} does not contain declared merge key: {key}");

    private static int IndexOf(JsonArray list, JsonNode? value, string key)
    {
        for (var i = 0; i < list.Count; i++)
            if (list[i] is JsonObject item && JsonNodes.AreEqual(item[key], value))
                return i;
        return -1;
    }

    private static int Find(JsonArray list, JsonNode? item, string? key)
    {
        if (key is not null) return item is JsonObject map ? IndexOf(list, map[key], key) : -1;
        for (var i = 0; i < list.Count; i++)
            if (JsonNodes.AreEqual(list[i], item))
                return i;
        return -1;
    }

    /// <summary>An item with its place in the wanted order and in the list as it was; -1 where it is not there.</summary>
    private readonly record struct Ranked(JsonNode? Item, int InOrder, int Before)
    {
        public bool Precedes(Ranked next) => Before >= 0 && next.Before >= 0 && Before < next.Before;
    }
}
