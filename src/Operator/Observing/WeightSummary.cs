using Loadline.Crds;
using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Observing;

/// <summary>Sums up what the bindings of one policy say of their measured weights: a condition holds for the policy when it holds for all of them.</summary>
internal sealed class WeightSummary
{
    private const int MaxNamed = 3;

    private static readonly (string OfBinding, string OfPolicy)[] Types =
    [
        (BindingConditions.WeightsFresh, PolicyConditions.WeightsFresh),
        (BindingConditions.Stable, PolicyConditions.Stable),
        (BindingConditions.CapacitySufficient, PolicyConditions.CapacitySufficient),
        (BindingConditions.SurvivesClusterLoss, PolicyConditions.SurvivesClusterLoss),
    ];

    private readonly (int Of, int False, string? Reason, List<string> Named)[] _counts = [.. Types.Select(static _ => (0, 0, (string?)null, new List<string>()))];

    /// <summary>Takes one binding into account.</summary>
    public void Add(string template, IReadOnlyList<V1Condition> conditions)
    {
        for (var t = 0; t < Types.Length; t++)
        {
            if (conditions.FirstOrDefault(c => c.Type == Types[t].OfBinding) is not { } condition) continue;
            ref var count = ref _counts[t];
            count.Of++;
            if (condition.Status == "True") continue;
            count.False++;
            count.Reason ??= condition.Reason;
            if (count.Named.Count < MaxNamed) count.Named.Add($"{template}: {condition.Message}");
        }
    }

    /// <summary>Writes the policy's conditions; those that no binding has are left out.</summary>
    public void Set(ConditionSet conditions)
    {
        for (var t = 0; t < Types.Length; t++)
        {
            var (of, bad, reason, named) = _counts[t];
            if (of == 0) continue;
            conditions.Set(
                Types[t].OfPolicy, bad == 0, reason ?? PolicyReasons.AllTemplates, bad == 0 ? $"so it is for all {of} templates" : $"{bad} of {of} templates: {string.Join("; ", named)}");
        }
    }
}
