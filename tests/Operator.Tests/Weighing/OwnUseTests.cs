using System.Text;
using System.Text.Json;
using Loadline.Crds;
using Loadline.Operator.Binding;
using Loadline.Operator.Rendering;
using Loadline.Operator.Sensing;
using Loadline.Operator.Weighing;
using Loadline.Placement.Weights;

namespace Loadline.Operator.Tests.Weighing;

/// <summary>What a workload's own pods use is not what others use.</summary>
public sealed class OwnUseTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(5);

    [Fact]
    public void What_the_nodes_use_less_what_the_own_pods_use_is_what_others_use()
    {
        using var fleet = Fleet();
        // 4 of 8 cores are in use: 3 of them by others.
        Load(fleet, Settle, name => (0.5, Replicas(fleet, name) == 0 ? null : 1.0));
        Assert.All(Members(fleet), static m => Assert.Equal(3, m.OtherCores, 0.01));
        var input = fleet.Status().Decision!.Clusters![0].Inputs!.OwnCores!;
        Assert.Equal((1.0, "MetricsAPI", 0.8), (input.Value!.Value, input.Source, input.Confidence!.Value));
    }

    [Fact]
    public void Where_own_use_is_not_known_replicas_are_taken_to_be_half_busy()
    {
        using var fleet = Fleet();
        Load(fleet, Settle, static _ => (0.5, null));
        // Estimates fall slowly, and the decision that is looked at was recorded early.
        Assert.All(Members(fleet), static m => Assert.InRange(m.OtherCores, 4 - (0.5 * 0.1 * m.Desired), 3.97));
    }

    [Fact]
    public void Busy_pods_count_as_demand_and_a_pod_that_is_not_measured_yet_as_much_as_the_others()
    {
        using var idle = Fleet();
        using var busy = Fleet();
        Load(idle, Settle, static _ => (0.2, 0.02));
        Load(busy, Settle, static _ => (0.2, 0.45));
        Assert.True(idle.Explanation!.Outcome.SurvivesLoss);
        Assert.False(busy.Explanation!.Outcome.SurvivesLoss);
    }

    [Theory]
    [InlineData(null, "Assumed: NoPods")]
    [InlineData(SignalReasons.NoPodMetrics, "Assumed: NoPodMetrics")]
    [InlineData(ClusterReasons.Forbidden, "Assumed: Forbidden")]
    [InlineData(SignalReasons.TooManyPods, "Assumed: TooManyPods")]
    public void Where_it_is_not_measured_the_source_says_why(string? reason, string source)
    {
        using var fleet = Fleet();
        if (reason is not null) fleet["a"].Update(f => f with { Pods = f.Pods.SetItem(VirtualFleet.Pods, new(null, new(reason, ""))) });
        Load(fleet, TimeSpan.FromMinutes(1), static _ => (0.3, null));
        var input = fleet.Status().Decision!.Clusters![0].Inputs!.OwnCores!;
        Assert.Equal((null, source), (input.Value, input.Source));
    }

    [Fact]
    public void What_was_measured_minutes_ago_is_not_taken_for_the_present()
    {
        using var fleet = Fleet();
        Load(fleet, TimeSpan.FromMinutes(1), static _ => (0.3, 0.5));
        Load(fleet, TimeSpan.FromMinutes(5), static _ => (0.3, null));
        fleet["b"].RttMs += 100;
        Load(fleet, TimeSpan.FromMinutes(2), static _ => (0.3, null));
        Assert.Equal("Assumed: MetricsStale", fleet.Status().Decision!.Clusters![0].Inputs!.OwnCores!.Source);
    }

    [Fact]
    public void Where_a_measurement_comes_from_is_recorded_when_it_changes_though_nothing_else_does()
    {
        using var fleet = Fleet();
        string Source() => fleet.Status().Decision!.Clusters![0].Inputs!.OwnCores!.Source!;
        Load(fleet, Settle, static _ => (0.3, null));
        Assert.Equal("Assumed: NoPods", Source());
        var moves = fleet.Moves.Count;

        // What is measured is what was assumed.
        Load(fleet, TimeSpan.FromMinutes(1), name => (0.3, 0.5 * 0.1 * Replicas(fleet, name)));
        Assert.Equal("MetricsAPI", Source());
        Load(fleet, TimeSpan.FromMinutes(3), static _ => (0.3, null));
        Assert.Equal("Assumed: MetricsStale", Source());
        Assert.Equal(moves, fleet.Moves.Count);
    }

    [Fact]
    public void Reserved_capacity_is_no_use_that_own_use_could_be_taken_off()
    {
        using var fleet = new VirtualFleet(12, new() { Signals = new() { Load = new() { Source = SignalSources.Requests } } }, null, ("a", 20), ("b", 40));
        Load(fleet, TimeSpan.FromMinutes(1), static _ => (0.3, 0.5));
        Assert.Null(fleet.Status().Decision!.Clusters![0].Inputs!.OwnCores);
        Assert.Empty(fleet.Sensor.Pods.Of("a"));
    }

    [Fact]
    public void The_pods_of_a_workload_are_wanted_where_it_has_replicas_and_no_longer()
    {
        var interest = new PodInterest();
        var (a, b) = (Key("a"), Key("b"));
        var selection = new PodSelection("shop", "app=x");
        interest.Set(a, selection, [new("one", 3), new("two", 1)]);
        interest.Set(b, selection, [new("one", 5)]);
        Assert.Equal([KeyValuePair.Create(selection, 5)], interest.Of("one"));
        interest.Set(a, selection, [new("one", 3)]);
        Assert.Empty(interest.Of("two"));
        interest.Set(a, null, []);
        interest.Set(b, null, []);
        Assert.Empty(interest.Of("one"));
    }

    [Theory]
    [InlineData("""{"matchLabels":{"b":"2","a":"1"}}""", "a=1,b=2")]
    [InlineData("""{"matchLabels":{"a":"1"},"matchExpressions":[{"key":"t","operator":"In","values":["x","y"]},{"key":"u","operator":"NotIn","values":["z"]},{"key":"v","operator":"Exists"},{"key":"w","operator":"DoesNotExist"}]}""",
        "a=1,t in (x,y),u notin (z),v,!w")]
    [InlineData("{}", null)]
    [InlineData("""{"matchExpressions":[{"key":"t","operator":"Like","values":["x"]}]}""", null)]
    public void Pods_are_found_by_the_templates_selector(string selector, string? text)
    {
        var template = Encoding.UTF8.GetBytes($$"""{"metadata":{"name":"x"},"spec":{"selector":{{selector}},"template":{"spec":{"containers":[] } } } }""");
        Assert.Equal(text, WorkloadInterpreter.Read(template, "apps", "Deployment").PodSelector);
    }

    [Fact]
    public void The_pods_of_a_Job_are_found_by_its_name() =>
        Assert.Equal("job-name=x", WorkloadInterpreter.Read("""{"metadata":{"name":"x"},"spec":{"parallelism":2}}"""u8.ToArray(), "batch", "Job").PodSelector);

    [Theory]
    [InlineData("""{"containers":[{"resources":{"limits":{"cpu":"2"}}},{"resources":{"limits":{"cpu":"500m"}}}]}""", 2.5)]
    [InlineData("""{"containers":[{"resources":{"limits":{"cpu":"2"}}},{}]}""", null)]
    [InlineData("""{"containers":[{}],"resources":{"limits":{"cpu":"3"}}}""", 3.0)]
    [InlineData("""{"containers":[]}""", null)]
    public void A_pod_has_a_limit_when_all_its_containers_have(string pod, double? cores) => Assert.Equal(cores, Operator.Rendering.PodRequests.CpuLimitOf(JsonElement.Parse(pod)));

    [Fact]
    public void A_busy_replica_uses_its_limit_or_what_it_asks_for_or_more_where_more_was_seen()
    {
        var limited = new BusyReplica(2, 0.1);
        limited.See(5);
        Assert.Equal(2, limited.Cores);
        var open = new BusyReplica(null, 0.1);
        Assert.Equal(0.1, open.Cores);
        open.See(0.02);
        Assert.Equal(0.1, open.Cores);
        open.See(0.4);
        Assert.Equal(0.5, open.Cores);
        open.See(0.41);
        open.See(double.NaN);
        Assert.Equal(0.5, open.Cores);
        Assert.Equal(1, new BusyReplica(null, null).Cores);
    }

    private static TemplateKey Key(string name) => new(new("apps", "v1", "deployments", "Deployment", true), "shop", name);

    private static int Replicas(VirtualFleet fleet, string name) => Members(fleet) is { } members && fleet.Explanation is { } e ? members[e.Outcome.IndexOf(name)].Desired : 1;

    private static IReadOnlyList<MemberWeight> Members(VirtualFleet fleet) => fleet.Explanation?.Outcome.Members ?? [];

    private static VirtualFleet Fleet() => new(12, new() { ServiceTime = "200ms" }, null, ("a", 20), ("b", 40), ("c", 60));

    private static void Load(VirtualFleet fleet, TimeSpan during, Func<string, (double Node, double? Own)> use)
    {
        for (var passed = TimeSpan.Zero; passed < during; passed += TimeSpan.FromSeconds(10))
        {
            foreach (var name in (string[])["a", "b", "c"])
            {
                if (!fleet.Has(name)) continue;
                var (node, own) = use(name);
                fleet[name].Load(node);
                if (own is { } cores) fleet[name].Uses(cores, 5);
            }

            fleet.Run(TimeSpan.FromSeconds(10));
        }
    }
}
