using Loadline.Crds;
using Loadline.Kubernetes.Client;

namespace Loadline.Operator.Hosting;

/// <summary>The API resources of our own group.</summary>
internal static class LoadlineResources
{
    public static ResourceType MemberClusters { get; } = Of(V1Alpha1MemberCluster.Plural, V1Alpha1MemberCluster.KindName, false);

    public static ResourceType PropagationPolicies { get; } = Of(V1Alpha1PropagationPolicy.Plural, V1Alpha1PropagationPolicy.KindName, true);

    public static ResourceType ClusterPropagationPolicies { get; } = Of(V1Alpha1ClusterPropagationPolicy.Plural, V1Alpha1ClusterPropagationPolicy.KindName, false);

    public static ResourceType ResourceBindings { get; } = Of(V1Alpha1ResourceBinding.Plural, V1Alpha1ResourceBinding.KindName, true);

    public static ResourceType ClusterResourceBindings { get; } = Of(V1Alpha1ClusterResourceBinding.Plural, V1Alpha1ClusterResourceBinding.KindName, false);

    public static ResourceType OverridePolicies { get; } = Of(V1Alpha1OverridePolicy.Plural, V1Alpha1OverridePolicy.KindName, true);

    public static ResourceType ClusterOverridePolicies { get; } = Of(V1Alpha1ClusterOverridePolicy.Plural, V1Alpha1ClusterOverridePolicy.KindName, false);

    private static ResourceType Of(string plural, string kind, bool namespaced) => new(WellKnown.Group, WellKnown.Version, plural, kind, namespaced);
}
