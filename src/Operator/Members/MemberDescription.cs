using System.Collections.Frozen;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Sensing;
using Loadline.Registry;

namespace Loadline.Operator.Members;

/// <summary>What the hub says of a member: the MemberCluster, and whether a connection can be made of it.</summary>
/// <param name="Source">The object.</param>
/// <param name="Cluster">The same, typed.</param>
/// <param name="Problem">Why there can be no connection; null when there can.</param>
/// <param name="Hold">Why its removal waits; null when it does not.</param>
internal sealed record MemberDescription(KubeObject Source, V1Alpha1MemberCluster Cluster, ConnectionProblem? Problem, RemovalHold? Hold)
{
    /// <summary>The member as placement sees it.</summary>
    public MemberState ToState(MemberFacts facts)
    {
        var spec = Cluster.Spec ?? new();
        return new()
        {
            Name = Source.Name,
            Labels = Source.Labels,
            Provider = spec.Provider ?? "",
            Region = spec.Region ?? "",
            Zones = spec.Zones is { Count: > 0 } zones ? zones : string.IsNullOrEmpty(spec.Zone) ? [] : [spec.Zone],
            Jurisdiction = spec.Jurisdiction ?? "",
            Taints = [.. (spec.Taints ?? []).Where(static t => t.Key is not null).Select(Taint), .. OwnTaints(facts.Health)],
            ApiEnablements = facts.Apis?.Enablements ?? FrozenSet<Registry.ApiEnablement>.Empty,
            Ready = Problem is null && facts.Health.IsReachable,
            Reachable = Problem is null && facts.Health.State != HealthState.Unreachable && facts.Health.Reason != ClusterReasons.Connecting,
            Terminating = Source.IsDeleting,
            Resources = facts.Resources?.Resources,
        };
    }

    /// <summary>What was measured, as placement sees it.</summary>
    public static MemberSignals ToSignals(MemberFacts facts)
    {
        if (facts.Rtt is null && facts.Load is null) return MemberSignals.None;
        var newest = facts.Rtt is { } rtt && (facts.Load is null || rtt.At > facts.Load.At) ? rtt.At : facts.Load!.At;
        return new()
        {
            RttP50Ms = facts.Rtt?.P50Ms,
            RttP95Ms = facts.Rtt?.P95Ms,
            CpuLoad = facts.Load?.Cpu,
            MemoryLoad = facts.Load?.Memory,
            SampleTime = newest,
            Source = (facts.Rtt, facts.Load) switch
            {
                ({ }, { Source: var source }) => $"Probe,{source}",
                (null, { Source: var source }) => source,
                _ => "Probe",
            },
        };
    }

    /// <summary>
    /// A member that was seen to fail repels what runs there too; one that we merely cannot connect to, for want of a Secret or of a
    /// first answer, is not known to have failed and only gets nothing new.
    /// </summary>
    private IEnumerable<MemberTaint> OwnTaints(MemberHealth health)
    {
        if (Problem is not null || health.Reason == ClusterReasons.Connecting && !health.IsReachable)
            return [new(WellKnown.NotReadyTaint, "", TaintEffect.NoSchedule)];
        return health.State switch
        {
            HealthState.NotReady => [new(WellKnown.NotReadyTaint, "", TaintEffect.NoSchedule), new(WellKnown.NotReadyTaint, "", TaintEffect.NoExecute)],
            HealthState.Unreachable => [new(WellKnown.UnreachableTaint, "", TaintEffect.NoSchedule), new(WellKnown.UnreachableTaint, "", TaintEffect.NoExecute)],
            _ => [],
        };
    }

    private static MemberTaint Taint(V1Taint taint) => new(
        taint.Key, taint.Value ?? "", Enum.TryParse<TaintEffect>(taint.Effect, out var effect) ? effect : TaintEffect.NoSchedule);
}

/// <summary>Why the removal of a MemberCluster waits.</summary>
/// <param name="Reason">Stable identifier.</param>
/// <param name="Message">What holds it, and how to force it.</param>
internal sealed record RemovalHold(string Reason, string Message);
