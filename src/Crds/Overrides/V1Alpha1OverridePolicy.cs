using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>Changes templates of its own namespace on their way to some members.</summary>
[KubernetesEntity(Group = WellKnown.Group, ApiVersion = WellKnown.Version, Kind = KindName, PluralName = Plural)]
[KubernetesEntityShortNames("lop")]
[KubernetesEntityCategories(WellKnown.Category)]
[EntityScope(EntityScope.Namespaced)]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string", Order = 1)]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].reason", "Reason", "string", Order = 2, Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date", Order = 3)]
public sealed record V1Alpha1OverridePolicy : CustomKubernetesEntity<OverridePolicySpec, OverridePolicyStatus>
{
    /// <summary>The kind.</summary>
    public const string KindName = "OverridePolicy";

    /// <summary>The plural resource name.</summary>
    public const string Plural = "overridepolicies";
}
