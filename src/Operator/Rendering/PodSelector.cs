using System.Text;
using System.Text.Json;

namespace Loadline.Operator.Rendering;

/// <summary>Finds out by which labels the pods of a template can be listed.</summary>
internal static class PodSelector
{
    /// <summary>The selector of a Job's pods: what its spec selects is made up anew in every cluster, this label is not.</summary>
    public static string? OfJob(string? name) => name is null ? null : $"job-name={name}";

    /// <summary>A selector in text form; null for one that selects nothing, or cannot be written so.</summary>
    /// <param name="selector">A template's <c>spec.selector</c>.</param>
    public static string? Of(JsonElement selector)
    {
        if (selector.ValueKind != JsonValueKind.Object) return null;
        var text = new StringBuilder();
        if (selector.TryGetProperty("matchLabels", out var labels) && labels.ValueKind == JsonValueKind.Object)
            foreach (var label in labels.EnumerateObject().OrderBy(static l => l.Name, StringComparer.Ordinal)) Add($"{label.Name}={label.Value.GetString()}");
        if (selector.TryGetProperty("matchExpressions", out var expressions) && expressions.ValueKind == JsonValueKind.Array)
        {
            foreach (var expression in expressions.EnumerateArray())
            {
                if (Expression(expression) is not { } part) return null;
                Add(part);
            }
        }

        return text.Length == 0 ? null : text.ToString();

        void Add(string part) => text.Append(text.Length > 0 ? "," : "").Append(part);
    }

    private static string? Expression(JsonElement expression)
    {
        var key = expression.TryGetProperty("key", out var k) ? k.GetString() : null;
        var values = expression.TryGetProperty("values", out var v) && v.ValueKind == JsonValueKind.Array ? string.Join(',', v.EnumerateArray().Select(static e => e.GetString())) : "";
        return (expression.TryGetProperty("operator", out var o) ? o.GetString() : null) switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "Exists" => key,
            "DoesNotExist" => $"!{key}",
            _ => null,
        };
    }
}
