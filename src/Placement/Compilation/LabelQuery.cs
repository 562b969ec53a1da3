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
            .. (selector.MatchExpressions ?? []).Select(e => new Requirement(e.Key, Operator(e.Operator), [.. e.Values ?? []])),
        ];

    /// <summary>An operator by name. An unknown one, which admission refuses, selects nothing: In without values.</summary>
    public static SelectorOperator Operator(string name) => Enum.TryParse<SelectorOperator>(name, out var known) ? known : SelectorOperator.In;

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
