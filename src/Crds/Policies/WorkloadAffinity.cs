using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Groups of workloads, by the value of a label of the templates.</summary>
[ValidationRule("!(has(self.affinity) && has(self.antiAffinity)) || self.affinity.groupByLabelKey != self.antiAffinity.groupByLabelKey",
    "affinity and antiAffinity need different label keys")]
public sealed record WorkloadAffinity
{
    /// <summary>Workloads of one group go to the same members.</summary>
    public WorkloadAffinityTerm? Affinity { get; init; }

    /// <summary>Workloads of one group go to different members.</summary>
    public WorkloadAffinityTerm? AntiAffinity { get; init; }
}
