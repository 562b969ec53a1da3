using System.Text.Json.Nodes;

namespace Loadline.Operator.Tests.Matching;

/// <summary>A document with one value at a time replaced by something that is not expected there.</summary>
internal static class JsonMutations
{
    private static readonly string[] Values =
    [
        "null", "[]", "[null]", "[[null]]", "[{}]", "{}", "{\"\":null}", "7", "-1", "0.5", "1e99", "3000000000", "99999999999999999999", "true", "\"\"", "\"x\"", "\"100000000h\"",
        "\"99999999999999999999999999999999h\"", "\"99999999999999999999%\"", "\"2026-13-45\"",
    ];

    public static IEnumerable<string> Of(string json)
    {
        foreach (var value in Values) yield return value;
        foreach (var path in Paths(JsonNode.Parse(json)!, []))
        {
            foreach (var value in Values)
            {
                var copy = JsonNode.Parse(json)!;
                var holder = path.SkipLast(1).Aggregate(copy, static (node, step) => step is int index ? node[index]! : node[(string)step]!);
                if (path[^1] is int at) holder[at] = JsonNode.Parse(value);
                else holder[(string)path[^1]] = JsonNode.Parse(value);
                yield return copy.ToJsonString();
            }
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode node, object[] path)
    {
        if (path.Length > 0) yield return path;
        IEnumerable<(object Step, JsonNode? Child)> children = node switch
        {
            JsonObject item => item.Select(static p => ((object)p.Key, p.Value)),
            JsonArray list => list.Select(static (child, index) => ((object)index, child)),
            _ => [],
        };
        foreach (var (step, child) in children)
        {
            foreach (var found in Paths(child!, [.. path, step])) yield return found;
        }
    }
}
