using Loadline.Crds;
using Loadline.Kubernetes.Models;
using Loadline.Registry;

namespace Loadline.Placement.Scheduling;

/// <summary>Reads what placement needs out of the API's objects.</summary>
public static class MemberProjection
{
    /// <summary>
    /// The registry's view of a member. Ready and reachable are what its conditions <c>Ready</c> and <c>Reachable</c> say; without a
    /// condition the answer is no.
    /// </summary>
    public static MemberState From(V1Alpha1MemberCluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var (spec, status) = (cluster.Spec, cluster.Status);
        return new()
        {
            Name = cluster.Metadata?.Name ?? throw new ArgumentException("a member without a name", nameof(cluster)),
            Labels = cluster.Metadata.Labels ?? new Dictionary<string, string>(),
            Provider = spec?.Provider ?? "",
            Region = spec?.Region ?? "",
            Zones = spec?.Zones is { Count: > 0 } zones ? zones : string.IsNullOrEmpty(spec?.Zone) ? [] : [spec.Zone],
            Jurisdiction = spec?.Jurisdiction ?? "",
            Taints = [.. (spec?.Taints ?? []).Select(Taint).OfType<MemberTaint>()],
            ApiEnablements = (status?.ApiEnablements ?? [])
                .SelectMany(group => (group.Resources ?? []).Select(resource => new Registry.ApiEnablement(group.GroupVersion, resource.Kind)))
                .ToHashSet(),
            Ready = IsTrue(status, "Ready"),
            Reachable = IsTrue(status, "Reachable"),
            Terminating = cluster.Metadata.DeletionTimestamp is not null,
            Resources = status?.ResourceSummary is { } summary ? Resources(summary, spec?.ResourceModels ?? []) : null,
        };
    }

    /// <summary>A taint; null for an effect that does not exist, which keeps nobody off.</summary>
    private static MemberTaint? Taint(V1Taint taint) =>
        Enum.TryParse<TaintEffect>(taint.Effect, out var effect) ? new MemberTaint(taint.Key, taint.Value ?? "", effect) : null;

    private static bool IsTrue(MemberClusterStatus? status, string type) =>
        (status?.Conditions ?? []).Any(condition => condition.Type == type && condition.Status == "True");

    private static MemberResources Resources(ResourceSummary summary, IReadOnlyList<ResourceModel> models) => new()
    {
        Allocatable = ResourceUnits.ToUnits(summary.Allocatable ?? new Dictionary<string, ResourceQuantity>()),
        Allocated = ResourceUnits.ToUnits(summary.Allocated ?? new Dictionary<string, ResourceQuantity>()),
        Allocating = ResourceUnits.ToUnits(summary.Allocating ?? new Dictionary<string, ResourceQuantity>()),
        Grades =
        [
            .. from count in summary.AllocatableModelings ?? []
               join model in models on count.Grade equals model.Grade
               select new NodeGrade(ResourceUnits.ToUnits(model.Ranges.Select(range => KeyValuePair.Create(range.Name, range.Min))), count.Count),
        ],
    };
}
