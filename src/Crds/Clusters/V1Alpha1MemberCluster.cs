using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>A cluster that templates are propagated to.</summary>
[KubernetesEntity(Group = WellKnown.Group, ApiVersion = WellKnown.Version, Kind = KindName, PluralName = Plural)]
[KubernetesEntityShortNames("lmc")]
[KubernetesEntityCategories(WellKnown.Category)]
[EntityScope(EntityScope.Cluster)]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string", Order = 1)]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].reason", "Reason", "string", Order = 2, Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Reachable\")].status", "Reachable", "string", Order = 3)]
[GenericAdditionalPrinterColumn(".status.telemetry.rtt.p50Ms", "RTT", "number", Order = 4, Description = "Median round trip, milliseconds")]
[GenericAdditionalPrinterColumn(".status.telemetry.load.cpuPercent", "Load", "number", Order = 5, Description = "Used processor time, percent")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"TelemetryFresh\")].status", "Fresh", "string", Order = 6)]
[GenericAdditionalPrinterColumn(".status.kubernetesVersion", "Version", "string", Order = 7)]
[GenericAdditionalPrinterColumn(".spec.region", "Region", "string", Order = 8, Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".spec.apiEndpoint", "Endpoint", "string", Order = 9, Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date", Order = 10)]
[ValidationRule("self.metadata.name.size() <= 48 && !self.metadata.name.contains('.')", "the name of a member is a DNS label of at most 48 characters")]
public sealed record V1Alpha1MemberCluster : CustomKubernetesEntity<MemberClusterSpec, MemberClusterStatus>
{
    /// <summary>The kind.</summary>
    public const string KindName = "MemberCluster";

    /// <summary>The plural resource name.</summary>
    public const string Plural = "memberclusters";
}
