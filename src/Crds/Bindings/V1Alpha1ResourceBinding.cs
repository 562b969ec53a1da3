using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>The decision for one namespaced template: which members hold it, in how many replicas, and what became of it.</summary>
[KubernetesEntity(Group = WellKnown.Group, ApiVersion = WellKnown.Version, Kind = KindName, PluralName = Plural)]
[KubernetesEntityShortNames("lrb")]
[KubernetesEntityCategories(WellKnown.Category)]
[EntityScope(EntityScope.Namespaced)]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Scheduled\")].status", "Scheduled", "string", Order = 1)]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"FullyApplied\")].status", "FullyApplied", "string", Order = 2)]
[GenericAdditionalPrinterColumn(".status.summary.clusters", "Clusters", "string", Order = 3)]
[GenericAdditionalPrinterColumn(".status.summary.replicas", "Replicas", "string", Order = 4)]
[GenericAdditionalPrinterColumn(".status.summary.weights", "Weights", "string", Order = 5, Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.summary.traffic", "Traffic", "string", Order = 6, Priority = PrinterColumnPriority.WideView, Description = "Parts of 10,000 of all requests")]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date", Order = 7)]
public sealed record V1Alpha1ResourceBinding : CustomKubernetesEntity<ResourceBindingSpec, ResourceBindingStatus>
{
    /// <summary>The kind.</summary>
    public const string KindName = "ResourceBinding";

    /// <summary>The plural resource name.</summary>
    public const string Plural = "resourcebindings";
}
