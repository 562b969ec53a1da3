using System.Text.Json;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Members;
using Loadline.Operator.Sensing;
using Loadline.Registry;

namespace Loadline.Operator.Tests.Members;

public sealed class MemberStatusTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(90);

    private static readonly MemberDescription Described = new(
        KubeObject.Parse("""{"apiVersion":"loadline.io/v1alpha1","kind":"MemberCluster","metadata":{"name":"eu-1","uid":"u","generation":3,"labels":{"tier":"gold"}}}"""),
        new() { Spec = new() { Region = "eu", Zone = "eu-a", Taints = [new() { Key = "gpu", Value = "yes", Effect = "NoSchedule" }] } }, null, null);

    private static readonly MemberFacts Healthy = new()
    {
        Health = new(HealthState.Ready, Now.AddMinutes(-5), ClusterReasons.ClusterReady, "answers"),
        Version = "v1.33.1",
        Apis = new([new("apps/v1", "deployments", "Deployment"), new("apps/v1", "statefulsets", "StatefulSet"), new("v1", "pods", "Pod")], true, ""),
        Resources = new(3, 2, new()
        {
            Allocatable = new Dictionary<string, long> { ["cpu"] = 11500, ["memory"] = 64L << 30, ["pods"] = 330 },
            Allocated = new Dictionary<string, long> { ["cpu"] = 2250, ["memory"] = 8L << 30, ["pods"] = 9 },
            Allocating = new Dictionary<string, long> { ["cpu"] = 0, ["memory"] = 0, ["pods"] = 0 },
        }, [], "Reported", "nodes and pods are watched"),
        Rtt = new(23.456, 22.1, 31.2, 1.5, Now.AddSeconds(-1), 0.7),
        Load = new(0.4242, 0.61, LoadSampler.FromMetrics, Now.AddSeconds(-7), 0.8),
    };

    [Fact]
    public void Every_column_has_its_value()
    {
        var status = Build(Described, Healthy);
        Assert.Equal("True", Condition(status, ClusterConditions.Ready).Status);
        Assert.Equal("True", Condition(status, ClusterConditions.Reachable).Status);
        Assert.Equal("True", Condition(status, ClusterConditions.TelemetryFresh).Status);
        Assert.Equal(23.46, status.Telemetry!.Rtt!.P50Ms);
        Assert.Equal(42.4, status.Telemetry.Load!.CpuPercent);
        Assert.Equal("v1.33.1", status.KubernetesVersion);
        Assert.Equal(("1s", "7s"), (status.Telemetry.Rtt.SampleAge, status.Telemetry.Load.SampleAge));
        Assert.Equal((3, 2), (status.NodeSummary!.TotalNum, status.NodeSummary.ReadyNum));
        Assert.Equal("11500m", status.ResourceSummary!.Allocatable!["cpu"].ToString());
        Assert.Equal(["apps/v1", "v1"], status.ApiEnablements!.Select(static a => a.GroupVersion));
    }

    [Fact]
    public void Conditions_have_reason_message_generation_and_transition_time()
    {
        foreach (var condition in Build(Described, Healthy).Conditions!)
        {
            Assert.Matches("^[A-Za-z][A-Za-z0-9_,:]*[A-Za-z0-9_]$", condition.Reason);
            Assert.NotEmpty(condition.Message);
            Assert.Equal(3, condition.ObservedGeneration);
            Assert.Equal(Now, condition.LastTransitionTime);
        }
    }

    [Fact]
    public void A_transition_time_stays_while_the_status_does_and_moves_when_it_does()
    {
        var first = Build(Described, Healthy);
        var lost = Healthy with { Health = new(HealthState.Unreachable, Now.AddMinutes(1), ClusterReasons.Timeout, "no answer") };
        var second = MemberStatus.Build(Described, lost, first.Conditions!, FreshFor, Now.AddMinutes(1));
        Assert.Equal(Now.AddMinutes(1), Condition(second, ClusterConditions.Ready).LastTransitionTime);
        Assert.Equal(Now, Condition(second, ClusterConditions.CompleteApiEnablements).LastTransitionTime);
    }

    [Theory]
    [InlineData(nameof(HealthState.Suspect), ClusterReasons.ClusterSuspect, "True", ClusterReasons.ClusterSuspect, "True", ClusterReasons.ApiServerAnswers)]
    [InlineData(nameof(HealthState.Unreachable), ClusterReasons.ConnectFailed, "False", ClusterReasons.ClusterNotReachable, "False", ClusterReasons.ConnectFailed)]
    [InlineData(nameof(HealthState.Unreachable), ClusterReasons.CertificateInvalid, "False", ClusterReasons.ClusterNotReachable, "False", ClusterReasons.CertificateInvalid)]
    [InlineData(nameof(HealthState.NotReady), ClusterReasons.Unauthorized, "False", ClusterReasons.Unauthorized, "True", ClusterReasons.ApiServerAnswers)]
    [InlineData(nameof(HealthState.NotReady), ClusterReasons.ClusterNotReady, "False", ClusterReasons.ClusterNotReady, "True", ClusterReasons.ApiServerAnswers)]
    [InlineData(nameof(HealthState.NotReady), ClusterReasons.Connecting, "Unknown", ClusterReasons.Connecting, "Unknown", ClusterReasons.Connecting)]
    public void Health_shows_in_ready_and_reachable(
        string state, string cause, string ready, string readyReason, string reachable, string reachableReason)
    {
        var status = Build(Described, Healthy with { Health = new(Enum.Parse<HealthState>(state), Now, cause, "why") });
        Assert.Equal((ready, readyReason), Verdict(status, ClusterConditions.Ready));
        Assert.Equal((reachable, reachableReason), Verdict(status, ClusterConditions.Reachable));
    }

    [Fact]
    public void A_rejected_token_makes_the_credentials_invalid_and_silence_says_nothing_of_them()
    {
        Assert.Equal("False", Condition(Build(Described, Failed(HealthState.NotReady, ClusterReasons.Unauthorized)), ClusterConditions.CredentialsValid).Status);
        Assert.Equal("Unknown", Condition(Build(Described, Failed(HealthState.Unreachable, ClusterReasons.Timeout)), ClusterConditions.CredentialsValid).Status);
    }

    [Fact]
    public void A_problem_on_the_hub_is_what_the_member_is_not_ready_for()
    {
        var status = Build(Described with { Problem = new(ClusterReasons.SecretMissing, "Secret a/b does not exist") }, Healthy);
        Assert.Equal(("False", ClusterReasons.SecretMissing), Verdict(status, ClusterConditions.Ready));
        Assert.Equal(("Unknown", ClusterReasons.SecretMissing), Verdict(status, ClusterConditions.Reachable));
        Assert.Equal("Secret a/b does not exist", Condition(status, ClusterConditions.Ready).Message);
    }

    [Fact]
    public void Old_samples_are_stale_and_none_at_all_are_no_samples()
    {
        var stale = Build(Described, Healthy with { Load = Healthy.Load! with { At = Now.AddMinutes(-2) } });
        Assert.Equal(("False", ClusterReasons.SamplesStale), Verdict(stale, ClusterConditions.TelemetryFresh));
        Assert.Equal(("False", ClusterReasons.NoSamples), Verdict(Build(Described, Healthy with { Rtt = null, Load = null }), ClusterConditions.TelemetryFresh));
    }

    [Fact]
    public void A_member_without_nodes_has_no_summary_and_says_so_without_being_unwell()
    {
        var status = Build(Described, Healthy with { Resources = new(0, 0, null, [], "NoNodes", "no nodes") });
        Assert.Null(status.ResourceSummary);
        Assert.Equal(("False", "NoNodes"), Verdict(status, ClusterConditions.ResourcesReported));
        Assert.Equal("True", Condition(status, ClusterConditions.Ready).Status);
    }

    [Fact]
    public void What_was_written_is_read_back_by_the_next_process()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new V1Alpha1MemberCluster { Status = Build(Described, Healthy) }, CrdsJsonContext.Default.V1Alpha1MemberCluster);
        var restored = RestoredFacts.From(JsonSerializer.Deserialize(json, CrdsJsonContext.Default.V1Alpha1MemberCluster)!.Status, Now);
        Assert.Equal(HealthState.Suspect, restored.Health.State);
        Assert.Equal((23.46, 22.1, 31.2, 1.5), (restored.Rtt!.P50Ms, restored.Rtt.SlowMs, restored.Rtt.P95Ms, restored.Rtt.JitterMs));
        Assert.Equal((0.424, LoadSampler.FromMetrics), (Math.Round(restored.Load!.Cpu, 3), restored.Load.Source));
        Assert.Equal(Healthy.Resources!.Resources, restored.Resources!.Resources);
        Assert.Equal(Healthy.Apis!.Resources, restored.Apis!.Resources);
        Assert.Equal("v1.33.1", restored.Version);
    }

    [Fact]
    public void A_member_that_was_lost_before_a_restart_is_lost_since_the_same_time_after_it()
    {
        var status = Build(Described, Failed(HealthState.Unreachable, ClusterReasons.Timeout));
        Assert.Equal((HealthState.Unreachable, Now), (RestoredFacts.From(status, Now.AddHours(1)).Health.State, RestoredFacts.From(status, Now.AddHours(1)).Health.Since));
    }

    [Fact]
    public void What_never_was_decided_or_was_the_hubs_own_fault_is_forgotten()
    {
        Assert.Null(RestoredFacts.Health(Build(Described, Failed(HealthState.NotReady, ClusterReasons.Connecting))));
        Assert.Null(RestoredFacts.Health(Build(Described, Failed(HealthState.NotReady, ClusterReasons.SecretMissing))));
        Assert.Null(RestoredFacts.Health(null));
    }

    [Fact]
    public void Placement_sees_place_labels_taints_and_kinds()
    {
        var state = Described.ToState(Healthy);
        Assert.Equal(("eu-1", "eu", "gold"), (state.Name, state.Region, state.Labels["tier"]));
        Assert.Equal(["eu-a"], state.Zones);
        Assert.Equal([new MemberTaint("gpu", "yes", TaintEffect.NoSchedule)], state.Taints);
        Assert.Contains(new Registry.ApiEnablement("apps/v1", "Deployment"), state.ApiEnablements);
        Assert.True(state.Usable);
        Assert.Equal(state, Described.ToState(Healthy));
    }

    [Fact]
    public void A_failed_member_repels_what_runs_and_one_that_was_never_reached_only_what_would_come()
    {
        Assert.Contains(new MemberTaint(WellKnown.UnreachableTaint, "", TaintEffect.NoExecute), Described.ToState(Failed(HealthState.Unreachable, ClusterReasons.Timeout)).Taints);
        Assert.Contains(new MemberTaint(WellKnown.NotReadyTaint, "", TaintEffect.NoExecute), Described.ToState(Failed(HealthState.NotReady, ClusterReasons.Unauthorized)).Taints);
        var connecting = Described.ToState(Failed(HealthState.NotReady, ClusterReasons.Connecting));
        Assert.DoesNotContain(connecting.Taints, static t => t.Effect == TaintEffect.NoExecute);
        Assert.Contains(new MemberTaint(WellKnown.NotReadyTaint, "", TaintEffect.NoSchedule), connecting.Taints);
        Assert.DoesNotContain(
            (Described with { Problem = new(ClusterReasons.SecretMissing, "") }).ToState(Failed(HealthState.Unreachable, ClusterReasons.Timeout)).Taints,
            static t => t.Effect == TaintEffect.NoExecute);
    }

    [Fact]
    public void Signals_that_were_never_measured_are_unknown_not_zero()
    {
        Assert.Same(MemberSignals.None, MemberDescription.ToSignals(Healthy with { Rtt = null, Load = null }));
        var signals = MemberDescription.ToSignals(Healthy with { Load = null });
        Assert.Equal((23.456, null, Now.AddSeconds(-1)), (signals.RttP50Ms, signals.CpuLoad, signals.SampleTime));
    }

    private static MemberFacts Failed(HealthState state, string reason) => Healthy with { Health = new(state, Now, reason, "why") };

    private static MemberClusterStatus Build(MemberDescription description, MemberFacts facts) => MemberStatus.Build(description, facts, [], FreshFor, Now);

    private static V1Condition Condition(MemberClusterStatus status, string type) => Assert.Single(status.Conditions!, c => c.Type == type);

    private static (string, string) Verdict(MemberClusterStatus status, string type) => (Condition(status, type).Status, Condition(status, type).Reason);
}
