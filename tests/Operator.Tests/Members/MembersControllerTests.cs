using System.Text.Json.Nodes;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.LeaderElection;
using Loadline.Operator.Members;
using Loadline.Operator.Sensing;
using Loadline.Simulator;

namespace Loadline.Operator.Tests.Members;

public sealed class MembersControllerTests : IAsyncLifetime
{
    private MemberFleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await MemberFleet.StartAsync();

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task A_joined_member_becomes_ready_and_every_column_is_filled()
    {
        await _fleet.JoinAsync("eu-1", new() { Name = "eu-1", Rtt = TimeSpan.FromMilliseconds(20), GitVersion = "v1.33.1" });
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True", ClusterReasons.ClusterReady);
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.TelemetryFresh, "True");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.CompleteApiEnablements, "True");
        await _fleet.UntilAsync(() => _fleet.Read("eu-1")!.Status is { Telemetry: { Rtt.P50Ms: not null, Load.CpuPercent: not null }, ResourceSummary: not null }, "numbers are there");
        var status = _fleet.Read("eu-1")!.Status!;
        Assert.Equal("v1.33.1", status.KubernetesVersion);
        // No upper bound: a busy machine adds to it, and only that much is certain.
        Assert.True(status.Telemetry!.Rtt!.P50Ms!.Value >= 19);
        Assert.Equal(8, status.ResourceSummary!.Allocatable!["cpu"].Value);
        Assert.Equal((1, 1), (status.NodeSummary!.TotalNum, status.NodeSummary.ReadyNum));
        Assert.Contains(status.ApiEnablements!, static a => a.GroupVersion == "apps/v1" && a.Resources!.Any(static r => r.Kind == "Deployment"));
    }

    [Fact]
    public async Task The_registry_and_the_directory_know_the_member_and_its_signals()
    {
        await _fleet.JoinAsync("eu-1", new() { Name = "eu-1", Rtt = TimeSpan.FromMilliseconds(20) });
        await _fleet.UntilAsync(() => _fleet.Registry.TryGetSignals("eu-1", out var s) && s is { RttP50Ms: not null, CpuLoad: not null }, "signals are there");
        await _fleet.UntilAsync(() => _fleet.Registry.TryGet("eu-1", out var m) && m is { Usable: true, Resources: not null } && m.ApiEnablements.Count > 10, "the state is complete");
        Assert.True(_fleet.Registry.TryGet("eu-1", out var member));
        Assert.Equal(("eu", "gold"), (member.Region, member.Labels["tier"]));
        Assert.Empty(member.Taints);
        Assert.Equal(1, _fleet.Registry.Count);
        Assert.True(_fleet.Directory.Find("eu-1")!.IsReachable);
    }

    [Fact]
    public async Task Pods_count_into_the_summary_as_they_come_and_go()
    {
        var member = await _fleet.JoinAsync("eu-1");
        PutPod(member, "a", "1500m", "n1");
        PutPod(member, "b", "250m", null);
        await UntilCpuAsync("eu-1", 1500, 250);
        member.Store.Delete("", "pods", "default", "a");
        await UntilCpuAsync("eu-1", 0, 250);
    }

    [Fact]
    public async Task A_member_whose_secret_comes_late_says_so_and_heals_by_itself()
    {
        var member = await _fleet.JoinAsync("eu-1");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
        _fleet.DeleteSecret("eu-1");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "False", ClusterReasons.SecretMissing);
        Assert.Contains("Secret default/eu-1", _fleet.Condition("eu-1", ClusterConditions.Ready)!.Message, StringComparison.Ordinal);
        Assert.Null(_fleet.Directory.Find("eu-1"));
        Assert.Contains(_fleet.Events, static e => e is { Warning: true, Reason: ClusterReasons.SecretMissing });
        _fleet.PutSecret("eu-1", member.Token, member.CaBundlePem);
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
    }

    [Theory]
    [InlineData("""{"resourceModels":[{"grade":0,"ranges":[{"name":"cpu","min":"0","max":"1"}]},{"grade":1,"ranges":[{"name":"cpu","min":"2","max":"9223372036854775807"}]}]}""", "spec.resourceModels[1].ranges[0].min: must be 1")]
    [InlineData("""{"taints":[{"key":"-","effect":"NoSchedule"}]}""", "spec.taints[0].key")]
    [InlineData("""{"probe":{"interval":"2h"} }""", "spec.probe.interval: must be at most 1h")]
    public async Task A_member_that_comes_to_break_a_rule_names_the_field_gets_nothing_new_stays_connected_and_heals_with_its_spec(string spec, string message)
    {
        await _fleet.JoinAsync("eu-1");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
        await _fleet.PatchClusterAsync("eu-1", $$"""{"spec":{{spec}}}""");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "False", ClusterReasons.InvalidSpec);
        Assert.Contains(message, _fleet.Condition("eu-1", ClusterConditions.Ready)!.Message, StringComparison.Ordinal);
        Assert.True(_fleet.Directory.Find("eu-1")!.IsReachable);
        Assert.True(_fleet.Registry.TryGet("eu-1", out var state));
        Assert.False(state.Usable);
        Assert.DoesNotContain(state.Taints, static t => t.Effect == Registry.TaintEffect.NoExecute);

        await _fleet.PatchClusterAsync("eu-1", """{"spec":{"resourceModels":null,"taints":null,"probe":{"interval":"200ms"} } }""");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
    }

    [Fact]
    public async Task A_member_that_joins_and_breaks_a_rule_is_not_connected()
    {
        await _fleet.JoinAsync("eu-1", probeTimeout: "2h");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "False", ClusterReasons.InvalidSpec);
        Assert.Null(_fleet.Directory.Find("eu-1"));
    }

    [Fact]
    public async Task A_wrong_token_is_not_ready_but_reachable_and_heals_when_the_secret_does()
    {
        var member = await _fleet.JoinAsync("eu-1");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
        _fleet.PutSecret("eu-1", "wrong", member.CaBundlePem);
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "False", ClusterReasons.Unauthorized);
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Reachable, "True");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.CredentialsValid, "False", ClusterReasons.Unauthorized);
        _fleet.PutSecret("eu-1", member.Token, member.CaBundlePem);
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
    }

    [Fact]
    public async Task Another_cluster_than_the_one_that_joined_is_not_written_to()
    {
        var member = await _fleet.JoinAsync("eu-1");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
        await _fleet.PatchClusterAsync("eu-1", """{"spec":{"id":"another"}}""");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "False", ClusterReasons.IdentityChanged);
        Assert.False(_fleet.Directory.Find("eu-1")!.IsReachable);
        await _fleet.PatchClusterAsync("eu-1", $$$"""{"spec":{"id":"{{{member.Store.Get("", "namespaces", null, "kube-system")!["metadata"]!["uid"]}}}"}}""");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
    }

    [Fact]
    public async Task A_wrong_authority_is_named_as_such()
    {
        var other = await _fleet.JoinAsync("eu-2");
        var member = await _fleet.JoinAsync("eu-1");
        _fleet.PutSecret("eu-1", member.Token, other.CaBundlePem);
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Reachable, "False", ClusterReasons.CertificateInvalid);
        await _fleet.UntilConditionAsync("eu-2", ClusterConditions.Ready, "True");
    }

    [Theory]
    [InlineData(Availability.Refuse, ClusterReasons.ConnectFailed)]
    [InlineData(Availability.BlackHole, ClusterReasons.Timeout)]
    public async Task A_lost_member_is_unreachable_with_its_cause_and_taint_and_comes_back(Availability outage, string cause)
    {
        var member = await _fleet.JoinAsync("eu-1", probeTimeout: "400ms");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
        // A slow machine may have missed the first answer.
        var before = Unreachable();
        member.Network.Availability = outage;
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Reachable, "False", cause);
        Assert.True(_fleet.Registry.TryGet("eu-1", out var lost));
        Assert.False(lost.Usable);
        Assert.Contains(lost.Taints, static t => t.Key == WellKnown.UnreachableTaint);
        Assert.False(_fleet.Directory.Find("eu-1")!.IsReachable);
        Assert.Equal(before + 1, Unreachable());
        member.Network.Availability = Availability.Up;
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
        Assert.True(_fleet.Registry.TryGet("eu-1", out var back));
        Assert.Empty(back.Taints);

        int Unreachable() => _fleet.Events.Count(static e => e is { Warning: true, Reason: "ClusterUnreachable" });
    }

    [Fact]
    public async Task A_member_that_swallows_everything_does_not_delay_another_that_joins()
    {
        var dead = await _fleet.JoinAsync("dead");
        dead.Network.Availability = Availability.BlackHole;
        for (var i = 0; i < 10; i++)
        {
            _fleet.PutSecret($"dead-{i}", dead.Token, dead.CaBundlePem);
            // If one were waited for, the test's patience would end before.
            await _fleet.CreateClusterAsync($"dead-{i}", dead.Endpoint.ToString(), probeTimeout: "1h");
        }

        await _fleet.JoinAsync("alive");
        await _fleet.UntilAsync(() => _fleet.Directory.Find("alive") is { IsReachable: true }, "the other one is reachable");
    }

    [Fact]
    public async Task LE8_Whoever_may_not_write_any_more_writes_to_no_member_and_reads_on()
    {
        await _fleet.JoinAsync("eu-1");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
        var client = _fleet.Directory.Find("eu-1")!.Client;
        _fleet.Fence = static () => throw new LeadershipLostException("leadership 1 was lost");
        var map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"late","namespace":"default"} }"""u8.ToArray();
        var resource = new ResourceType("", "v1", "configmaps", "ConfigMap", true);

        // More often than a breaker would bear if these were failures of the member.
        for (var i = 0; i < 10; i++) await Assert.ThrowsAsync<LeadershipLostException>(() => client.CreateAsync(resource, "default", map, "loadline", default));
        Assert.Null(await client.GetAsync(resource, "default", "late", default));
        Assert.True(_fleet.Directory.Find("eu-1")!.IsReachable);
    }

    [Fact]
    public async Task A_new_token_makes_a_new_connection_under_the_same_id_and_ends_the_old_one()
    {
        var member = await _fleet.JoinAsync("eu-1");
        await _fleet.UntilAsync(() => _fleet.Directory.Find("eu-1") is { IsReachable: true }, "connected");
        var old = _fleet.Directory.Find("eu-1")!;
        _fleet.PutSecret("eu-1", member.Token + "\n ", member.CaBundlePem + "\n");
        await _fleet.UntilAsync(() => _fleet.Directory.Find("eu-1") is { IsReachable: true } now && !ReferenceEquals(now, old), "connected anew");
        Assert.True(old.Lifetime.IsCancellationRequested);
        Assert.Equal(old.Id, _fleet.Directory.Find("eu-1")!.Id);
        Assert.DoesNotContain(_fleet.Events, static e => e.Warning);
    }

    [Fact]
    public async Task A_changed_label_reaches_the_registry_and_the_receivers()
    {
        await _fleet.JoinAsync("eu-1");
        await _fleet.UntilAsync(() => _fleet.Directory.Find("eu-1") is { IsReachable: true }, "connected");
        var heard = new List<MemberChangeKind>();
        using var subscription = _fleet.Directory.Subscribe(change => heard.Add(change.Kind));
        await _fleet.PatchClusterAsync("eu-1", """{"metadata":{"labels":{"tier":"silver"}}}""");
        await _fleet.UntilAsync(() => _fleet.Registry.TryGet("eu-1", out var m) && m.Labels["tier"] == "silver", "the label is there");
        Assert.Contains(MemberChangeKind.DescriptionChanged, heard);
    }

    [Fact]
    public async Task FN1_A_removed_member_stays_until_it_is_drained_and_then_leaves_everything()
    {
        var isDrained = false;
        _fleet.Drained = _ => Volatile.Read(ref isDrained);
        await _fleet.JoinAsync("eu-1");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
        Assert.Equal([WellKnown.CleanupFinalizer], _fleet.Read("eu-1")!.Metadata!.Finalizers);
        await _fleet.DeleteClusterAsync("eu-1");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.CleanedUp, "False", ClusterReasons.Draining);
        Assert.True(_fleet.Registry.TryGet("eu-1", out var member) && member.Terminating);
        Volatile.Write(ref isDrained, true);
        await _fleet.UntilAsync(() => _fleet.Registry.Count == 0 && _fleet.Directory.Count == 0 && _fleet.Clusters.Count == 0, "it is gone");
    }

    [Fact]
    public async Task FN5_A_removed_member_that_cannot_be_reached_says_how_to_force_it_and_can_be_forced()
    {
        _fleet.Drained = static _ => false;
        var member = await _fleet.JoinAsync("eu-1");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Ready, "True");
        member.Network.Availability = Availability.Refuse;
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.Reachable, "False");
        await _fleet.DeleteClusterAsync("eu-1");
        await _fleet.UntilConditionAsync("eu-1", ClusterConditions.CleanedUp, "False", ClusterReasons.MemberUnreachable);
        Assert.Contains("kubectl annotate membercluster eu-1 loadline.io/abandon=true", _fleet.Condition("eu-1", ClusterConditions.CleanedUp)!.Message, StringComparison.Ordinal);
        await _fleet.PatchClusterAsync("eu-1", """{"metadata":{"annotations":{"loadline.io/abandon":"true"}}}""");
        await _fleet.UntilAsync(() => _fleet.Clusters.Count == 0, "it is gone");
        Assert.Single(_fleet.Events, static e => e is { Name: "eu-1", Warning: true, Reason: MemberRemoval.Abandoned });
    }

    [Fact]
    public async Task A_new_process_starts_from_what_the_old_one_wrote_and_keeps_since_when_a_member_is_lost()
    {
        var well = await _fleet.JoinAsync("well", new() { Name = "well", Rtt = TimeSpan.FromMilliseconds(30) }, probeTimeout: "400ms");
        var lost = await _fleet.JoinAsync("lost", probeTimeout: "400ms");
        await _fleet.UntilAsync(() => _fleet.Read("well")?.Status is { Telemetry.Rtt.P50Ms: not null, ResourceSummary: not null, ApiEnablements.Count: > 2 }, "all is written");
        await _fleet.UntilConditionAsync("lost", ClusterConditions.Ready, "True");
        lost.Network.Availability = Availability.Refuse;
        await _fleet.UntilConditionAsync("lost", ClusterConditions.Reachable, "False");
        var since = _fleet.Read("lost")!.Status!.Health!.Since;
        await _fleet.RestartControllerAsync(() => well.Network.Availability = Availability.BlackHole);
        await _fleet.UntilAsync(() => _fleet.Registry.Count == 2, "both are known");
        await _fleet.UntilAsync(
            () => _fleet.Registry.TryGetSignals("well", out var signals) && signals.RttP50Ms is { } ms && ms == _fleet.Read("well")!.Status!.Telemetry!.Rtt!.P50Ms,
            "the round trip is the one that was written");
        Assert.True(_fleet.Registry.TryGet("well", out var state) && state.ApiEnablements.Count > 10 && state.Resources is not null);
        await _fleet.UntilAsync(() => _fleet.Directory.Find("lost") is { Health.State: HealthState.Unreachable }, "the lost one is lost");
        Assert.Equal(since, _fleet.Directory.Find("lost")!.Health.Since);
    }

    private Task UntilCpuAsync(string name, long allocated, long allocating) => _fleet.UntilAsync(
        () => _fleet.Registry.TryGet(name, out var m) && m.Resources is { } r && r.Allocated["cpu"] == allocated && r.Allocating["cpu"] == allocating,
        $"{allocated} allocated, {allocating} allocating", () => _fleet.Registry.TryGet(name, out var m) && m.Resources is { } r ? $"{r.Allocated["cpu"]}, {r.Allocating["cpu"]}" : "nothing");

    private static void PutPod(SimulatedCluster member, string name, string cpu, string? node)
    {
        var spec = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "c", ["image"] = "i", ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = cpu } } }),
        };
        if (node is not null) spec["nodeName"] = node;
        member.Store.Put("", "pods", new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
            ["spec"] = spec,
            ["status"] = new JsonObject { ["phase"] = "Pending" },
        });
    }

    [Fact]
    public async Task A_member_whose_clock_is_ahead_is_told_of_once_and_stays_ready()
    {
        var clock = new SkewedClock(TimeProvider.System) { Offset = TimeSpan.FromSeconds(60) };
        await _fleet.JoinAsync("early", new() { Name = "early", TimeProvider = clock });
        await _fleet.UntilConditionAsync("early", ClusterConditions.ClockInSync, "False", ClusterReasons.ClockSkewed);
        await _fleet.UntilConditionAsync("early", ClusterConditions.Ready, "True");
        Assert.InRange(_fleet.Read("early")!.Status!.Telemetry!.ClockSkewSeconds!.Value, -60.5, -40);
        Assert.Single(_fleet.Events, static e => e is { Name: "early", Warning: true, Reason: ClusterReasons.ClockSkewed });
    }
}
