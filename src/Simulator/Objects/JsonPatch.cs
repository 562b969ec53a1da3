using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>JSON patch (RFC 6902, <c>application/json-patch+json</c>). All operations apply, or none does.</summary>
public static class JsonPatch
{
    /// <summary>The patched value, as a new tree; neither argument is changed.</summary>
    /// <exception cref="PatchException">An operation is malformed, names what is not there, or a <c>test</c> fails.</exception>
    public static JsonNode Apply(JsonNode target, JsonArray ops)
    {
        var root = target.DeepClone();
        foreach (var op in ops)
            root = Step(root, op as JsonObject ?? throw new PatchException("each operation of a json patch must be an object"))
                ?? throw new PatchException("a json patch must not remove the whole document");
        return root;
    }

    private static JsonNode? Step(JsonNode root, JsonObject operation)
    {
        var op = Text(operation, "op");
        var path = JsonPointer.Parse(Text(operation, "path"));
        switch (op)
        {
            case "add":
                return Add(root, path, Value(operation, op)?.DeepClone(), op);
            case "remove":
                return Remove(root, path, op);
            case "replace":
                return Replace(root, path, Value(operation, op)?.DeepClone(), op);
            case "copy":
                return Add(root, path, JsonPointer.Parse(Text(operation, "from")).Resolve(root, op)?.DeepClone(), op);
            case "move":
                return Move(root, JsonPointer.Parse(Text(operation, "from")), path, op);
            case "test":
                if (!JsonNodes.AreEqual(path.Resolve(root, op), Value(operation, op)))
                    throw new PatchException($"testing value {path} failed: test failed");
                return root;
            default:
                throw new PatchException($"unexpected kind: {op}");
        }
    }

    private static JsonNode? Add(JsonNode root, JsonPointer path, JsonNode? value, string op)
    {
        if (path.IsRoot) return value;
        switch (path.Parent(root, op))
        {
            case JsonObject map:
                map[path.Last] = value;
                break;
            case JsonArray list when path.Last == "-":
                list.Add(value);
                break;
            case JsonArray list:
                list.Insert(path.Index(path.Last, list.Count + 1, op), value);
                break;
        }
        return root;
    }

    private static JsonNode? Remove(JsonNode root, JsonPointer path, string op)
    {
        if (path.IsRoot) return null;
        switch (path.Parent(root, op))
        {
            case JsonObject map:
                if (!map.Remove(path.Last)) throw path.Missing(op);
                break;
            case JsonArray list:
                list.RemoveAt(path.Index(path.Last, list.Count, op));
                break;
        }
        return root;
    }

    private static JsonNode? Replace(JsonNode root, JsonPointer path, JsonNode? value, string op)
    {
        if (path.IsRoot) return value;
        switch (path.Parent(root, op))
        {
            case JsonObject map:
                if (!map.ContainsKey(path.Last)) throw path.Missing(op);
                map[path.Last] = value;
                break;
            case JsonArray list:
                list[path.Index(path.Last, list.Count, op)] = value;
                break;
        }
        return root;
    }

    private static JsonNode? Move(JsonNode root, JsonPointer from, JsonPointer to, string op)
    {
        if (from.IsPrefixOf(to)) throw new PatchException($"move operation does not apply: \"{from}\" cannot move into itself");
        var value = from.Resolve(root, op)?.DeepClone();
        var without = Remove(root, from, op) ?? throw new PatchException("a json patch must not remove the whole document");
        return Add(without, to, value, op);
    }

    private static string Text(JsonObject operation, string member) => JsonNodes.StringAt(operation, member)
        ?? throw new PatchException($"json patch operation is missing \"{member}\": {operation.ToJsonString()}");

    private static JsonNode? Value(JsonObject operation, string op) => operation.TryGetPropertyValue("value", out var value)
        ? value
        : throw new PatchException($"{op} operation is missing \"value\": {operation.ToJsonString()}");
}
