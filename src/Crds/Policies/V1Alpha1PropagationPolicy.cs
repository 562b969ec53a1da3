using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>Propagates templates of its own namespace to member clusters.</summary>
[KubernetesEntity(Group = WellKnown.Group, ApiVersion = WellKnown.Version, Kind = KindName, PluralName = Plural)]
[KubernetesEntityShortNames("lpp")]
[KubernetesEntityCategories(WellKnown.Category)]
[EntityScope(EntityScope.Namespaced)]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string", Order = 1)]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].reason", "Reason", "string", Order = 2, Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.summary.clusters", "Clusters", "string", Order = 3, Description = "Members that hold their share, of those chosen")]
[GenericAdditionalPrinterColumn(".status.summary.replicas", "Replicas", "string", Order = 4, Description = "Ready replicas, of those wanted")]
[GenericAdditionalPrinterColumn(".status.summary.weights", "Weights", "string", Order = 5, Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".spec.conflictResolution", "Conflict-Resolution", "string", Order = 6, Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".spec.priority", "Priority", "integer", Order = 7, Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date", Order = 8)]
public sealed record V1Alpha1PropagationPolicy : CustomKubernetesEntity<PropagationPolicySpec, PropagationPolicyStatus>
{
    /// <summary>The kind.</summary>
    public const string KindName = "PropagationPolicy";

    /// <summary>The plural resource name.</summary>
    public const string Plural = "propagationpolicies";
}
