using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Tables;

/// <summary>
/// The JSONPath of printer columns: fields, <c>['a.b']</c>, indexes, <c>[*]</c> and filters such as
/// <c>[?(@.type=="Ready")]</c>.
/// </summary>
internal sealed class JsonPath
{
    private abstract record Step;

    private sealed record Field(string Name) : Step;

    private sealed record Index(int At) : Step;

    private sealed record All : Step;

    private sealed record Filter(string[] Path, string Operator, string Value) : Step;

    private readonly List<Step> _steps;

    private JsonPath(List<Step> steps) => _steps = steps;

    /// <summary>Parses; what is not understood selects nothing.</summary>
    public static JsonPath Parse(string text)
    {
        var steps = new List<Step>();
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] == '.')
            {
                var end = text.AsSpan(at + 1).IndexOfAny('.', '[') is var next and >= 0 ? at + 1 + next : text.Length;
                var name = text[(at + 1)..end];
                if (name == "*") steps.Add(new All());
                else if (name.Length > 0) steps.Add(new Field(name));
                at = end;
            }
            else if (text[at] == '[')
            {
                var close = Close(text, at);
                if (close < 0) break;
                steps.Add(Bracket(text[(at + 1)..close].Trim()));
                at = close + 1;
            }
            else
            {
                at++;
            }
        }
        return new JsonPath(steps);
    }

    public IReadOnlyList<JsonNode> Read(JsonNode root)
    {
        List<JsonNode> current = [root];
        foreach (var step in _steps)
        {
            List<JsonNode> next = [];
            foreach (var node in current) next.AddRange(Follow(node, step));
            current = next;
        }
        return current;
    }

    private static IEnumerable<JsonNode> Follow(JsonNode node, Step step) => step switch
    {
        Field field => node.At(field.Name) is { } value ? [value] : [],
        Index index => node is JsonArray array && ItemAt(array, index.At) is { } item ? [item] : [],
        All => Children(node),
        Filter filter => Children(node).Where(child => Passes(child, filter)),
        _ => [],
    };

    private static IEnumerable<JsonNode> Children(JsonNode node) => node switch
    {
        JsonArray array => array.OfType<JsonNode>(),
        JsonObject obj => obj.Select(member => member.Value).OfType<JsonNode>(),
        _ => [],
    };

    private static JsonNode? ItemAt(JsonArray array, int index)
    {
        if (index < 0) index += array.Count;
        return index >= 0 && index < array.Count ? array[index] : null;
    }

    private static bool Passes(JsonNode node, Filter filter)
    {
        var value = node.At(filter.Path);
        if (filter.Operator.Length == 0) return value is not null;
        var text = value is JsonValue scalar ? scalar.ToString() : null;
        return filter.Operator == "!=" ? text != filter.Value : text == filter.Value;
    }

    private static Step Bracket(string inner)
    {
        if (inner == "*") return new All();
        if (inner.StartsWith("?(", StringComparison.Ordinal) && inner.EndsWith(')')) return ParseFilter(inner[2..^1].Trim());
        if (inner is ['\'' or '"', .., '\'' or '"']) return new Field(inner[1..^1]);
        return int.TryParse(inner, System.Globalization.CultureInfo.InvariantCulture, out var index) ? new Index(index) : new Field(inner);
    }

    private static Filter ParseFilter(string text)
    {
        foreach (var op in (ReadOnlySpan<string>)["==", "!="])
        {
            var at = text.IndexOf(op, StringComparison.Ordinal);
            if (at > 0) return new Filter(PathOf(text[..at]), op, text[(at + 2)..].Trim().Trim('"', '\''));
        }
        return new Filter(PathOf(text), "", "");
    }

    private static string[] PathOf(string text) => text.Trim().TrimStart('@').Split('.', StringSplitOptions.RemoveEmptyEntries);

    // A bracket inside quotes or inside the filter's parentheses does not close this one.
    private static int Close(string text, int open)
    {
        var (depth, quote) = (0, '\0');
        for (var i = open; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
            }
            else if (c is '\'' or '"') quote = c;
            else if (c == '[') depth++;
            else if (c == ']' && --depth == 0) return i;
        }
        return -1;
    }
}
