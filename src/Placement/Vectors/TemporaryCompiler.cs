using System.Text.Json;
using Loadline.Placement.Compilation;

namespace Loadline.Placement.Vectors;

internal static class TemporaryCompiler
{
    public static CompiledPlacement Compile(JsonElement p, string observed)
    {
        AffinityTerm[] terms = [new("", AffinityRule.Any, [])];
        var ordered = false;
        if (p.TryGetProperty("clusterAffinity", out var a)) terms = [new("", Rule(a), [])];
        if (p.TryGetProperty("clusterAffinities", out var list))
        {
            ordered = true;
            terms = [.. list.EnumerateArray().Select(t => new AffinityTerm(t.GetProperty("affinityName").GetString()!, Rule(t), t.TryGetProperty("overflowAffinities", out var o) ? [.. o.EnumerateArray().Select(Rule)] : []))
                .Where(t => observed.Length == 0 || t.Name == observed)];
        }

        var strategy = DivisionStrategy.Duplicated;
        var ignores = false;
        WeightRule[] weights = [];
        if (p.TryGetProperty("replicaScheduling", out var rs) && rs.GetProperty("replicaSchedulingType").GetString() == "Divided")
        {
            if (rs.GetProperty("replicaDivisionPreference").GetString() == "Aggregated") strategy = DivisionStrategy.Aggregated;
            else if (rs.TryGetProperty("weightPreference", out var w))
            {
                strategy = w.TryGetProperty("dynamicWeight", out _) ? DivisionStrategy.AvailableReplicas : DivisionStrategy.StaticWeight;
                if (w.TryGetProperty("staticWeightList", out var l))
                {
                    weights = [.. l.EnumerateArray().Select(r => new WeightRule(Rule(r.GetProperty("targetCluster")), r.GetProperty("weight").GetInt64()))];
                    ignores = strategy == DivisionStrategy.StaticWeight && weights.Length > 0;
                }
            }
            else
            {
                strategy = DivisionStrategy.StaticWeight;
                ignores = true;
            }
        }

        return new()
        {
            Terms = terms,
            Ordered = ordered,
            Strategy = strategy,
            Weights = weights,
            IgnoresSpread = ignores,
            Spread = p.TryGetProperty("spreadConstraints", out var s)
                ? [.. s.EnumerateArray().Select(c => new SpreadRule(Enum.Parse<SpreadField>(c.GetProperty("spreadByField").GetString()!, true), null, Math.Max(1, c.GetProperty("minGroups").GetInt32()), c.GetProperty("maxGroups").GetInt32()))]
                : [],
            Tolerations = p.TryGetProperty("clusterTolerations", out var tol)
                ? [.. tol.EnumerateArray().Select(t => new Toleration(t.TryGetProperty("key", out var k) ? k.GetString() : null, t.GetProperty("operator").GetString() == "Exists" ? null : t.TryGetProperty("value", out var v) ? v.GetString() : "", null))]
                : [],
        };
    }

    private static AffinityRule Rule(JsonElement a) => new()
    {
        Names = Strings(a, "clusterNames"),
        Exclude = Strings(a, "exclude"),
        Labels = a.TryGetProperty("labelSelector", out var l)
            ? [.. (l.TryGetProperty("matchLabels", out var m) ? m.EnumerateObject().Select(x => new Requirement(x.Name, SelectorOperator.In, [x.Value.GetString()!])) : []), .. Reqs(l)]
            : [],
        Fields = a.TryGetProperty("fieldSelector", out var f) ? [.. Reqs(f)] : [],
    };

    private static IEnumerable<Requirement> Reqs(JsonElement l) => l.TryGetProperty("matchExpressions", out var m)
        ? m.EnumerateArray().Select(x => new Requirement(x.GetProperty("key").GetString()!, Enum.Parse<SelectorOperator>(x.GetProperty("operator").GetString()!), Strings(x, "values")))
        : [];

    private static string[] Strings(JsonElement e, string n) => e.TryGetProperty(n, out var v) ? [.. v.EnumerateArray().Select(x => x.GetString()!)] : [];
}
