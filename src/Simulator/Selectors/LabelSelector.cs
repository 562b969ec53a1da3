using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Selectors;

/// <summary>A parsed label selector: from a query (<c>a=b,c in (d,e),!f</c>) or from a <c>LabelSelector</c> object.</summary>
internal sealed class LabelSelector
{
    private enum Operator
    {
        In,
        NotIn,
        Exists,
        DoesNotExist,
        GreaterThan,
        LessThan,
    }

    private sealed record Requirement(string Key, Operator Operator, string[] Values);

    private readonly List<Requirement> _requirements;

    private LabelSelector(List<Requirement> requirements) => _requirements = requirements;

    public static LabelSelector Everything { get; } = new([]);

    public bool IsEverything => _requirements.Count == 0;

    public bool Matches(Func<string, string?> label)
    {
        foreach (var requirement in _requirements)
        {
            var value = label(requirement.Key);
            var fits = requirement.Operator switch
            {
                Operator.In => value is not null && requirement.Values.Contains(value),
                Operator.NotIn => value is null || !requirement.Values.Contains(value),
                Operator.Exists => value is not null,
                Operator.DoesNotExist => value is null,
                Operator.GreaterThan => Compare(value, requirement.Values[0]) > 0,
                _ => Compare(value, requirement.Values[0]) < 0,
            };
            if (!fits) return false;
        }
        return true;
    }

    public bool Matches(JsonObject? labels) => Matches(key => labels.Text(key));

    /// <summary>From <c>matchLabels</c> and <c>matchExpressions</c>; null selects nothing in Kubernetes and is the caller's to handle.</summary>
    public static LabelSelector FromObject(JsonObject selector)
    {
        var requirements = new List<Requirement>();
        foreach (var label in selector.Obj("matchLabels") ?? [])
        {
            requirements.Add(new Requirement(label.Key, Operator.In, [label.Value.Text() ?? ""]));
        }
        foreach (var expression in selector.Arr("matchExpressions") ?? [])
        {
            var values = (expression.Arr("values") ?? []).Select(value => value.Text() ?? "").ToArray();
            var op = expression.Text("operator") switch
            {
                "In" => Operator.In,
                "NotIn" => Operator.NotIn,
                "Exists" => Operator.Exists,
                _ => Operator.DoesNotExist,
            };
            requirements.Add(new Requirement(expression.Text("key") ?? "", op, values));
        }
        return new LabelSelector(requirements);
    }

    /// <exception cref="ApiException">400: the text is not a selector.</exception>
    public static LabelSelector Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Everything;
        var requirements = new List<Requirement>();
        foreach (var part in SplitOutsideParentheses(text)) requirements.Add(ParseRequirement(part.Trim(), text));
        return new LabelSelector(requirements);
    }

    private static Requirement ParseRequirement(string part, string whole)
    {
        if (part.StartsWith('!')) return new Requirement(Key(part[1..], whole), Operator.DoesNotExist, []);
        var open = part.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && part.EndsWith(')'))
        {
            var head = part[..open].Trim();
            var values = part[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries);
            if (head.EndsWith(" notin", StringComparison.Ordinal)) return new Requirement(Key(head[..^6], whole), Operator.NotIn, values);
            if (head.EndsWith(" in", StringComparison.Ordinal)) return new Requirement(Key(head[..^3], whole), Operator.In, values);
            throw Malformed(whole);
        }
        foreach (var (symbol, op) in Symbols)
        {
            var at = part.IndexOf(symbol, StringComparison.Ordinal);
            if (at > 0) return new Requirement(Key(part[..at], whole), op, [part[(at + symbol.Length)..].Trim()]);
        }
        return new Requirement(Key(part, whole), Operator.Exists, []);
    }

    private static readonly (string Symbol, Operator Operator)[] Symbols =
    [
        ("!=", Operator.NotIn), ("==", Operator.In), ("=", Operator.In), (">", Operator.GreaterThan), ("<", Operator.LessThan),
    ];

    private static string Key(string text, string whole)
    {
        var key = text.Trim();
        return key.Length > 0 && !key.Contains(' ', StringComparison.Ordinal) ? key : throw Malformed(whole);
    }

    private static IEnumerable<string> SplitOutsideParentheses(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            else if (text[i] == ')') depth--;
            else if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }
        if (depth != 0) throw Malformed(text);
        yield return text[start..];
    }

    private static ApiException Malformed(string text) => ApiException.BadRequest($"unable to parse requirement: found '{text}', expected: a label selector");

    private static int Compare(string? value, string bound) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var left) && long.TryParse(bound, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : 0;
}
