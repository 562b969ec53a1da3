using System.Text;
using System.Text.Json.Nodes;
using Loadline.Crds;
using Loadline.Kubernetes.Client;

namespace Loadline.Operator.Hosting;

/// <summary>Applies the CRDs that this build was made with and waits until the hub serves them.</summary>
internal static class CrdInstaller
{
    public static async Task InstallAsync(KubeClient hub, RestMapper kinds, TimeProvider time, ILogger logger, CancellationToken ct)
    {
        foreach (var crd in CrdManifests.All) await PutAsync(hub, crd, ct);
        while (true)
        {
            await kinds.RefreshAsync(ct);
            if (IsServed(kinds)) break;
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, ct);
        }

        logger.LogInformation("{Count} CustomResourceDefinitions are applied and served", CrdManifests.All.Count);
    }

    /// <summary>
    /// Create or replace, not server-side apply: an old API server refuses to apply what it does not know (validation rules), and drops it
    /// when it is stored.
    /// </summary>
    private static async Task PutAsync(KubeClient hub, CrdManifest crd, CancellationToken ct)
    {
        var resource = CoreResources.CustomResourceDefinitions;
        while (true)
        {
            try
            {
                if (await hub.GetAsync(resource, null, crd.Name, ct) is not { } present)
                {
                    await hub.CreateAsync(resource, null, crd.Json, WellKnown.FieldManager, ct);
                    return;
                }

                var next = JsonNode.Parse(crd.Json.Span)!.AsObject();
                next["metadata"]!["resourceVersion"] = present.ResourceVersion;
                await hub.ReplaceAsync(resource, null, crd.Name, Encoding.UTF8.GetBytes(next.ToJsonString()), WellKnown.FieldManager, ct);
                return;
            }
            catch (StatusException e) when (e.IsConflict)
            {
                // Another replica installs them too.
            }
        }
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
