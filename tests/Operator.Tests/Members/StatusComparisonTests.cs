using Loadline.Crds;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Members;

namespace Loadline.Operator.Tests.Members;

public sealed class StatusComparisonTests
{
    private static readonly MemberClusterStatus Status = new()
    {
        KubernetesVersion = "v1.33.0",
        Conditions = [new() { Type = "Ready", Status = "True", Reason = "ClusterReady", Message = "answers" }],
        NodeSummary = new() { TotalNum = 3, ReadyNum = 3 },
        ResourceSummary = new() { Allocatable = Cpu(4000), Allocated = Cpu(1000), Allocating = Cpu(0) },
        Telemetry = new() { Rtt = new() { P50Ms = 50, SampleAge = "1s" }, Load = new() { CpuPercent = 40, MemoryPercent = 40, Source = "MetricsAPI" } },
        Health = new() { State = "Ready" },
    };

    [Fact]
    public void The_first_status_is_always_news() => Assert.Equal(StatusDifference.Verdict, StatusComparison.Compare(null, Status));

    [Fact]
    public void An_equal_status_is_none() => Assert.Equal(StatusDifference.None, Compare(Status with { ResourceSummary = new() { Allocatable = Cpu(4000), Allocated = Cpu(1000), Allocating = Cpu(0) } }));

    [Fact]
    public void Ages_and_noise_are_none()
    {
        Assert.Equal(StatusDifference.None, Compare(WithRtt(54.9)));
        Assert.Equal(StatusDifference.None, Compare(WithLoad(44)));
        Assert.Equal(StatusDifference.None, Compare(Status with { Telemetry = Status.Telemetry! with { Rtt = Status.Telemetry.Rtt! with { SampleAge = "9s" } } }));
    }

    [Fact]
    public void A_short_round_trip_must_move_by_a_millisecond_not_only_by_a_share() =>
        Assert.Equal(StatusDifference.None, StatusComparison.Compare(WithRtt(0.3), WithRtt(0.6)));

    [Fact]
    public void Numbers_that_moved_are_numbers()
    {
        Assert.Equal(StatusDifference.Numbers, Compare(WithRtt(56)));
        Assert.Equal(StatusDifference.Numbers, Compare(WithLoad(46)));
        Assert.Equal(StatusDifference.Numbers, Compare(Status with { ResourceSummary = Status.ResourceSummary! with { Allocated = Cpu(1500) } }));
        Assert.Equal(StatusDifference.Numbers, Compare(Status with { ApiEnablements = [new() { GroupVersion = "v1" }] }));
    }

    [Fact]
    public void Conditions_versions_and_node_counts_are_verdicts()
    {
        Assert.Equal(StatusDifference.Verdict, Compare(Status with { Conditions = [Status.Conditions![0] with { Status = "False" }] }));
        Assert.Equal(StatusDifference.Verdict, Compare(Status with { Conditions = [Status.Conditions![0] with { Reason = "Other" }] }));
        Assert.Equal(StatusDifference.Numbers, Compare(Status with { Conditions = [Status.Conditions![0] with { Message = "other words" }] }));
        Assert.Equal(StatusDifference.Verdict, Compare(Status with { KubernetesVersion = "v1.34.0" }));
        Assert.Equal(StatusDifference.Verdict, Compare(Status with { NodeSummary = new() { TotalNum = 3, ReadyNum = 2 } }));
        Assert.Equal(StatusDifference.Verdict, Compare(Status with { Health = new() { State = "Suspect" } }));
    }

    private static StatusDifference Compare(MemberClusterStatus next) => StatusComparison.Compare(Status, next);

    private static MemberClusterStatus WithRtt(double ms) => Status with { Telemetry = Status.Telemetry! with { Rtt = Status.Telemetry.Rtt! with { P50Ms = ms } } };

    private static MemberClusterStatus WithLoad(double percent) => Status with { Telemetry = Status.Telemetry! with { Load = Status.Telemetry.Load! with { CpuPercent = percent } } };

    private static Dictionary<string, ResourceQuantity> Cpu(long milli) => new() { ["cpu"] = ResourceQuantity.FromMilli(milli) };
}
