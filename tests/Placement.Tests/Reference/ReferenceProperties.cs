using FsCheck;
using FsCheck.Fluent;
using Loadline.Crds;
using Loadline.Kubernetes.Models;
using Loadline.Placement.Scheduling;
using Loadline.Registry;
using static Loadline.Placement.Tests.Fleet;
using PlacementSpec = Loadline.Crds.Placement;

namespace Loadline.Placement.Tests.Reference;

public sealed class ReferenceProperties
{
    private sealed record Case(PlacementSpec Placement, PlacementRequest Request, MemberState[] Members)
    {
        public override string ToString() =>
            $"{System.Text.Json.JsonSerializer.Serialize(Placement, CrdsJsonContext.Default.Placement)} replicas {Request.Replicas} requests {(Request.Requests is null ? "none" : string.Join(",", Request.Requests))} "
            + $"fresh {Request.Fresh} uid {Request.Uid} previous [{string.Join(" ", Request.Previous)}] evicted [{string.Join(" ", Request.Evicted)}] "
            + string.Join(" ", Members.Select(m => $"{m.Name}({m.Region},{m.Provider},[{string.Join(",", m.Zones)}],[{string.Join(",", m.Labels)}],[{string.Join(",", m.Taints)}],{m.Resources?.Free("pods")},{m.Resources?.Free("cpu")},{m.Terminating})"));
    }

    private static readonly Gen<MemberTaint> TaintGen =
        from key in Gen.Elements("dedicated", "zone-down")
        from value in Gen.Elements("", "a", "b")
        from effect in Gen.Elements(TaintEffect.NoSchedule, TaintEffect.NoExecute, TaintEffect.PreferNoSchedule)
        select new MemberTaint(key, value, effect);

    private static Gen<MemberState> MemberGen(int number) =>
        from pods in Gen.Choose(-3, 40)
        from cpu in Gen.Choose(-500, 20_000)
        from region in Gen.Elements("", "eu", "us", "ap", "sa")
        from provider in Gen.Elements("", "aws", "gcp")
        from zones in Gen.Elements(Array.Empty<string>(), ["a"], ["a", "b"], ["c"])
        from env in Gen.Elements("", "prod", "dev")
        from gpu in Gen.Elements(false, false, true)
        from tainted in Gen.Elements(0, 0, 0, 1, 2)
        from taints in Gen.ListOf(TaintGen, tainted)
        from odd in Gen.Choose(0, 19)
        select new MemberState
        {
            Name = $"m{number:d2}",
            Region = region,
            Provider = provider,
            Zones = zones,
            Labels = new[] { ("env", env), ("gpu", gpu ? "true" : "") }.Where(l => l.Item2.Length > 0).ToDictionary(l => l.Item1, l => l.Item2),
            Taints = [.. taints],
            ApiEnablements = odd == 0 ? new HashSet<Registry.ApiEnablement>() : new HashSet<Registry.ApiEnablement> { Deployment },
            Terminating = odd == 1,
            Resources = odd == 2 ? null : new() { Allocatable = new Dictionary<string, long> { ["pods"] = pods, ["cpu"] = cpu } },
        };

    private static readonly string[] Names = [.. Enumerable.Range(0, 16).Select(i => $"m{i:d2}")];

    private static Gen<string[]?> SomeNames(int nullFrequency) => Gen.Frequency((nullFrequency, Gen.Constant<string[]?>(null)), (1, Gen.SubListOf(Names).Select(names => (string[]?)[.. names])));

    private static readonly Gen<V1LabelSelector?> LabelsGen = Gen.Elements<V1LabelSelector?>(
        null,
        null,
        null,
        new() { MatchLabels = new Dictionary<string, string> { ["env"] = "prod" } },
        new() { MatchExpressions = [new() { Key = "gpu", Operator = "Exists" }] },
        new() { MatchExpressions = [new() { Key = "gpu", Operator = "DoesNotExist" }] },
        new() { MatchExpressions = [new() { Key = "env", Operator = "NotIn", Values = ["dev"] }] },
        new() { MatchExpressions = [new() { Key = "env", Operator = "In", Values = ["dev", "prod"] }] });

    private static readonly Gen<FieldSelector?> FieldsGen = Gen.Frequency(
        (4, Gen.Constant<FieldSelector?>(null)),
        (1, from key in Gen.Elements("provider", "region", "zone")
            from @operator in Gen.Elements("In", "NotIn")
            let values = key switch { "provider" => new[] { "aws" }, "region" => ["eu", "us"], _ => ["a", "c"] }
            select (FieldSelector?)new FieldSelector { MatchExpressions = [new() { Key = key, Operator = @operator, Values = values }] }));

    private static readonly Gen<ClusterAffinity> AffinityGen =
        from names in SomeNames(4)
        from exclude in SomeNames(6)
        from labels in LabelsGen
        from fields in FieldsGen
        select new ClusterAffinity { ClusterNames = names, Exclude = exclude, LabelSelector = labels, FieldSelector = fields };

    private static readonly Gen<ReplicaScheduling?> SchedulingGen =
        from kind in Gen.Choose(0, 7)
        from weights in Gen.ListOf(Gen.Choose(0, 9), Names.Length)
        select kind switch
        {
            0 => null,
            1 => new() { ReplicaSchedulingType = ReplicaSchedulingTypes.Duplicated },
            2 => Static([.. weights.Select((weight, i) => (Names[i], (long)weight)).Where(item => item.Item2 > 0)]),
            3 => new() { ReplicaSchedulingType = ReplicaSchedulingTypes.Divided, ReplicaDivisionPreference = ReplicaDivisionPreferences.Weighted },
            4 or 5 => Aggregated,
            _ => Dynamic("AvailableReplicas"),
        };

    private static readonly Gen<SpreadConstraint[]?> SpreadGen = Gen.Frequency(
        (2, Gen.Constant<SpreadConstraint[]?>(null)),
        (3, from min in Gen.Choose(1, 4)
            from more in Gen.Choose(0, 4)
            from regions in Gen.Choose(0, 3)
            from moreRegions in Gen.Choose(0, 2)
            from filter in Gen.Elements("", "", "zone", "provider")
            select (SpreadConstraint[]?)
            [
                new() { SpreadByField = "cluster", MinGroups = min, MaxGroups = min + more },
                .. regions == 0 ? Array.Empty<SpreadConstraint>() : [new() { SpreadByField = "region", MinGroups = regions, MaxGroups = regions + moreRegions }],
                // Beside region these are filters only.
                .. regions == 0 || filter.Length == 0 ? Array.Empty<SpreadConstraint>() : [new() { SpreadByField = filter, MinGroups = 1 }],
            ]));

    private static Gen<Case> CaseGen(int maxMembers) =>
        from count in Gen.Choose(1, maxMembers)
        from members in Gen.CollectToList(Enumerable.Range(0, count), MemberGen)
        from affinity in Gen.Frequency((2, Gen.Constant<ClusterAffinity?>(null)), (2, AffinityGen.Select(a => (ClusterAffinity?)a)))
        from ordered in Gen.Elements(false, false, true)
        from overflow in Gen.Choose(0, 2)
        from overflows in Gen.ListOf(AffinityGen, overflow)
        from tolerations in Gen.Elements<V1Toleration[]?>(null, null, [new() { Key = "dedicated", Operator = "Exists" }], [new() { Key = "dedicated", Value = "a", Effect = "NoSchedule" }, new() { Operator = "Exists", Effect = "NoExecute" }])
        from scheduling in SchedulingGen
        from spread in SpreadGen
        from replicas in Gen.Frequency((1, Gen.Constant(0)), (12, Gen.Choose(1, 60)))
        from cpu in Gen.Elements(-1, 0, 100, 750, 2000)
        from previous in Gen.ListOf(Gen.Choose(-12, 14), count)
        from evicted in Gen.Frequency((8, Gen.Constant(-1)), (1, Gen.Choose(0, count - 1)))
        from fresh in Gen.Elements(false, false, true)
        from uid in Gen.Elements("", "a", "b", "6f1c")
        let withOverflow = ordered && scheduling is { } s && (s.ReplicaDivisionPreference == ReplicaDivisionPreferences.Aggregated || s.WeightPreference?.DynamicWeight is not null)
        let placement = new PlacementSpec
        {
            ClusterAffinity = ordered ? null : affinity,
            ClusterAffinities = !ordered ? null :
            [
                new()
                {
                    AffinityName = "first",
                    ClusterNames = affinity?.ClusterNames,
                    Exclude = affinity?.Exclude,
                    LabelSelector = affinity?.LabelSelector,
                    FieldSelector = affinity?.FieldSelector,
                    OverflowAffinities = withOverflow ? [.. overflows.Select((o, i) => new OverflowAffinityTerm { AffinityName = $"o{i}", ClusterNames = o.ClusterNames, Exclude = o.Exclude, LabelSelector = o.LabelSelector, FieldSelector = o.FieldSelector })] : null,
                },
            ],
            ClusterTolerations = tolerations,
            ReplicaScheduling = scheduling,
            SpreadConstraints = spread,
        }
        select new Case(
            placement,
            Workload(placement, replicas, [.. previous.Select((held, i) => ($"m{i:d2}", held)).Where(item => item.held > 0)]) with
            {
                Requests = cpu < 0 ? null : cpu == 0 ? [] : [new("cpu", cpu)],
                Evicted = evicted < 0 ? [] : [$"m{evicted:d2}"],
                Fresh = fresh,
                Uid = uid,
            },
            [.. members]);

    private static bool Agrees(Case given)
    {
        var expected = new ReferenceScheduler(given.Placement, given.Request, given.Members).Place();
        var actual = Scheduler.Place(given.Request, ClusterSnapshot.Of(given.Members));
        return expected.Outcome == actual.Outcome && expected.Targets.SequenceEqual(actual.Targets);
    }

    [Fact]
    public void Any_placement_is_the_one_that_the_rules_give() => Prop.ForAll(Arb.From(CaseGen(10)), Agrees).Holds(5000);

    [Fact]
    public void In_larger_fleets_too() => Prop.ForAll(Arb.From(CaseGen(90)), Agrees).Holds(500);
}
