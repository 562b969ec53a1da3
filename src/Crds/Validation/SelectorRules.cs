using Loadline.Kubernetes.Models;

namespace Loadline.Crds.Validation;

/// <summary>Rules of selectors: label selectors, affinities over members, and selectors of templates.</summary>
internal static class SelectorRules
{
    public static void Labels(V1LabelSelector? selector, string path, FieldErrors errors)
    {
        foreach (var (key, value) in selector?.MatchLabels ?? new Dictionary<string, string>())
        {
            errors.Require(NameSyntax.IsLabelKey(key), $"{path}.matchLabels[{key}]", NameSyntax.LabelKeyHint);
            errors.Require(NameSyntax.IsLabelValue(value), $"{path}.matchLabels[{key}]", NameSyntax.LabelValueHint);
        }

        foreach (var (index, expression) in (selector?.MatchExpressions ?? []).Index()) LabelExpression(expression, $"{path}.matchExpressions[{index}]", errors);
    }

    public static void Affinity(IClusterAffinity? affinity, string path, FieldErrors errors)
    {
        if (affinity is null) return;
        Labels(affinity.LabelSelector, path + ".labelSelector", errors);
        foreach (var (index, expression) in (affinity.FieldSelector?.MatchExpressions ?? []).Index())
        {
            var at = $"{path}.fieldSelector.matchExpressions[{index}]";
            errors.Require(expression.Key is "provider" or "region" or "zone", at + ".key", "must be provider, region or zone");
            errors.Require(expression.Operator is "In" or "NotIn", at + ".operator", "must be In or NotIn");
            errors.Require(expression.Values is { Count: > 0 }, at + ".values", "needs at least one value");
        }
    }

    /// <summary>An affinity that may not be left out; an empty one selects all.</summary>
    public static void Needed(IClusterAffinity? affinity, string path, FieldErrors errors)
    {
        errors.Require(affinity is not null, path, "is needed; {} selects all members");
        Affinity(affinity, path, errors);
    }

    public static void Templates(IReadOnlyList<ResourceSelector>? selectors, string? policyNamespace, FieldErrors errors)
    {
        foreach (var (index, selector) in (selectors ?? []).Index())
        {
            var at = $"spec.resourceSelectors[{index}]";
            errors.Require(IsApiVersion(selector.ApiVersion), at + ".apiVersion", "must be a version such as v1, or group/version such as apps/v1");
            errors.Require(!string.IsNullOrEmpty(selector.Kind), at + ".kind", "must not be empty");
            errors.Require(
                policyNamespace is null || string.IsNullOrEmpty(selector.Namespace) || selector.Namespace == policyNamespace,
                at + ".namespace",
                $"must be the policy's own namespace '{policyNamespace}'; use a cluster-wide policy to select in other namespaces");
            Labels(selector.LabelSelector, at + ".labelSelector", errors);
        }
    }

    /// <summary>Whether an affinity says anything at all.</summary>
    public static bool IsEmpty(IClusterAffinity affinity) =>
        affinity.ClusterNames is null or [] && affinity.Exclude is null or [] && affinity.LabelSelector is null && affinity.FieldSelector is null;

    private static void LabelExpression(V1LabelSelectorRequirement expression, string path, FieldErrors errors)
    {
        errors.Require(NameSyntax.IsLabelKey(expression.Key), path + ".key", NameSyntax.LabelKeyHint);
        var hasValues = expression.Values is { Count: > 0 };
        switch (expression.Operator)
        {
            case "In" or "NotIn":
                errors.Require(hasValues, path + ".values", $"operator {expression.Operator} needs at least one value");
                break;
            case "Exists" or "DoesNotExist":
                errors.Require(!hasValues, path + ".values", $"operator {expression.Operator} takes no values");
                break;
            default:
                errors.Add(path + ".operator", "must be In, NotIn, Exists or DoesNotExist");
                break;
        }

        foreach (var (index, value) in (expression.Values ?? []).Index())
        {
            errors.Require(NameSyntax.IsLabelValue(value), $"{path}.values[{index}]", NameSyntax.LabelValueHint);
        }
    }

    private static bool IsApiVersion(string? text)
    {
        if (string.IsNullOrEmpty(text)) return false;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? NameSyntax.IsDnsLabel(text)
            : NameSyntax.IsDnsSubdomain(text.AsSpan(0, slash)) && NameSyntax.IsDnsLabel(text.AsSpan(slash + 1));
    }
}
