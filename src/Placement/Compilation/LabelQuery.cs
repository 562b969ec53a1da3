using Loadline.Kubernetes.Models;

namespace Loadline.Placement.Compilation;

/// <summary>Label selectors by the rules of Kubernetes: all requirements hold; NotIn holds where the key is missing.</summary>
internal static class LabelQuery
{
    public static Requirement[] Compile(V1LabelSelector? selector) => selector is null
        ? []
        :
        [
            .. (selector.MatchLabels ?? new Dictionary<string, string>()).Select(label => new Requirement(label.Key, SelectorOperator.In, [label.Value])),
            .. (selector.MatchExpressions ?? []).Select(e => Requirement(e.Key, e.Operator, e.Values)),
        ];

    /// <summary>
    /// A requirement. One that admission refuses (an unknown operator, values where none belong or none where some do) selects
    /// nothing: In without values.
    /// </summary>
    public static Requirement Requirement(string key, string @operator, IReadOnlyList<string>? values)
    {
        var (known, takesValues) = @operator switch
        {
            "In" => (SelectorOperator.In, true),
            "NotIn" => (SelectorOperator.NotIn, true),
            "Exists" => (SelectorOperator.Exists, false),
            "DoesNotExist" => (SelectorOperator.DoesNotExist, false),
            _ => (SelectorOperator.In, !(values is { Count: > 0 })),
        };
        var hasValues = values is { Count: > 0 };
        return hasValues == takesValues ? new(key, known, [.. values ?? []]) : new(key, SelectorOperator.In, []);
    }

    public static bool Matches(Requirement[] requirements, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in requirements)
        {
            var has = labels.TryGetValue(requirement.Key, out var value);
            var holds = requirement.Operator switch
            {
                SelectorOperator.In => has && Array.IndexOf(requirement.Values, value) >= 0,
                SelectorOperator.NotIn => !has || Array.IndexOf(requirement.Values, value) < 0,
                SelectorOperator.Exists => has,
                _ => !has,
            };
            if (!holds) return false;
        }

        return true;
    }
}
