using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;

namespace Loadline.Operator.Members;

/// <summary>Keeps a MemberCluster by a finalizer until nothing of ours is left in the member, or until somebody says to leave it behind.</summary>
internal sealed class MemberRemoval(MembersContext context)
{
    /// <summary>Reason of the event that a member was given up with what is in it.</summary>
    public const string Abandoned = "Abandoned";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Puts the finalizer on: before the first connection, so that nothing can be placed that nobody would clean up (FN1).</summary>
    /// <returns>The object with the finalizer.</returns>
    public async Task<KubeObject> ProtectAsync(KubeObject cluster, CancellationToken ct)
    {
        if (FinalizerPatch.Add(cluster, WellKnown.CleanupFinalizer) is not { } patch) return cluster;
        var changed = await context.Hub.PatchAsync(
            MembersContext.MemberClusters, null, cluster.Name, PatchKind.Merge, patch, WellKnown.FieldManager, ct);
        context.Clusters.Observe(changed);
        return changed;
    }

    /// <summary>One step towards the end of a MemberCluster that is being removed.</summary>
    public async Task<ReconcileResult> ContinueAsync(KubeObject cluster, MemberSession session, CancellationToken ct)
    {
        if (!cluster.HasFinalizer(WellKnown.CleanupFinalizer)) return ReconcileResult.Done;
        var isAbandoned = cluster.Annotation(WellKnown.AbandonAnnotation) == WellKnown.True;
        if (isAbandoned || await IsDrainedAsync(cluster.Name, ct))
        {
            if (isAbandoned) Abandon(cluster);
            // FN4: once decided, a shutdown does not stop it half-way.
            await ReleaseAsync(cluster, CancellationToken.None);
            return ReconcileResult.Done;
        }

        session.Hold(Hold(cluster.Name));
        return ReconcileResult.After(context.Options.DrainCheck);
    }

    private void Abandon(KubeObject cluster)
    {
        context.Logger.LogWarning("MemberCluster {Name} is abandoned: what was placed in the member stays there", cluster.Name);
        context.Events.Record(
            cluster.Reference(), warning: true, Abandoned, "Remove",
            $"{cluster.Name} leaves the fleet by annotation {WellKnown.AbandonAnnotation}: what was placed there stays there, and is taken care of again if {cluster.Name} joins again");
    }

    private async Task<bool> IsDrainedAsync(string name, CancellationToken ct)
    {
        try
        {
            return await context.Drained(name, ct).WaitAsync(Patience, context.Time, ct);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private RemovalHold Hold(string name)
    {
        var force = $"to remove it at once and leave those objects behind: kubectl annotate membercluster {name} {WellKnown.AbandonAnnotation}=true";
        return context.Directory.Find(name) is { IsReachable: true }
            ? new(ClusterReasons.Draining, $"waits until the objects that were placed in {name} are taken out")
            : new(ClusterReasons.MemberUnreachable, $"objects that were placed in {name} cannot be taken out while it cannot be reached; {force}");
    }

    /// <summary>FN3: takes out our element and nothing else.</summary>
    private async Task ReleaseAsync(KubeObject cluster, CancellationToken ct)
    {
        if (FinalizerPatch.Remove(cluster, WellKnown.CleanupFinalizer) is not { } patch) return;
        try
        {
            await context.Hub.PatchAsync(
                MembersContext.MemberClusters, null, cluster.Name, PatchKind.Json, patch, WellKnown.FieldManager, ct);
        }
        catch (StatusException e) when (e.IsNotFound)
        {
            // Gone is what we wanted.
        }
    }
}
