using Loadline.Crds;
using Loadline.Kubernetes.Client;

namespace Loadline.Operator.Hosting;

/// <summary>Applies the CRDs that this build was made with and waits until the hub serves them.</summary>
internal static class CrdInstaller
{
    public static async Task InstallAsync(KubeClient hub, RestMapper kinds, TimeProvider time, ILogger logger, CancellationToken ct)
    {
        foreach (var crd in CrdManifests.All) await ApplyAsync(hub, crd.Name, crd.Json, ct);
        while (true)
        {
            await kinds.RefreshAsync(ct);
            if (IsServed(kinds)) break;
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, ct);
        }

        logger.LogInformation("{Count} CustomResourceDefinitions are applied and served", CrdManifests.All.Count);
    }

    private static async Task ApplyAsync(KubeClient hub, string name, ReadOnlyMemory<byte> json, CancellationToken ct)
    {
        var definitions = CoreResources.CustomResourceDefinitions;
        try
        {
            await hub.ApplyAsync(definitions, null, name, json, WellKnown.FieldManager, force: true, ct);
        }
        catch (StatusException e) when (e.Message.Contains("field not declared in schema", StringComparison.Ordinal))
        {
            // Server-side apply refuses what a server before 1.23 does not know (CEL rules); other writes drop it.
            if (await hub.GetAsync(definitions, null, name, ct) is null)
                await hub.CreateAsync(definitions, null, json, WellKnown.FieldManager, ct);
            else
                await hub.PatchAsync(definitions, null, name, PatchKind.Merge, json, WellKnown.FieldManager, ct);
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
