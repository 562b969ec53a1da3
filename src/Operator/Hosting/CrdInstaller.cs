using Loadline.Crds;
using Loadline.Kubernetes.Client;

namespace Loadline.Operator.Hosting;

/// <summary>Applies the CRDs that this build was made with and waits until the hub serves them.</summary>
internal static class CrdInstaller
{
    public static async Task InstallAsync(KubeClient hub, RestMapper kinds, TimeProvider time, ILogger logger, CancellationToken ct)
    {
        foreach (var crd in CrdManifests.All)
            await hub.ApplyAsync(CoreResources.CustomResourceDefinitions, null, crd.Name, crd.Json, WellKnown.FieldManager, force: true, ct);
        while (true)
        {
            await kinds.RefreshAsync(ct);
            if (IsServed(kinds)) break;
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, ct);
        }

        logger.LogInformation("{Count} CustomResourceDefinitions are applied and served", CrdManifests.All.Count);
    }

    private static bool IsServed(RestMapper kinds) =>
        kinds.Known(WellKnown.GroupVersion, V1Alpha1MemberCluster.KindName) is not null
        && kinds.Known(WellKnown.GroupVersion, V1Alpha1PropagationPolicy.KindName) is not null
        && kinds.Known(WellKnown.GroupVersion, V1Alpha1ClusterPropagationPolicy.KindName) is not null
        && kinds.Known(WellKnown.GroupVersion, V1Alpha1ResourceBinding.KindName) is not null
        && kinds.Known(WellKnown.GroupVersion, V1Alpha1ClusterResourceBinding.KindName) is not null
        && kinds.Known(WellKnown.GroupVersion, V1Alpha1OverridePolicy.KindName) is not null
        && kinds.Known(WellKnown.GroupVersion, V1Alpha1ClusterOverridePolicy.KindName) is not null;
}
