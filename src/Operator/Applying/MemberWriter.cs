using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Operator.Members;
using Loadline.Operator.Observing;

namespace Loadline.Operator.Applying;

/// <summary>The writes that reach a member. Nothing else in the operator writes there.</summary>
internal sealed class MemberWriter(MemberWatches watches, string hubId, ApplyMetrics metrics)
{
    /// <summary>Who placed the object that a member holds under a name.</summary>
    internal enum Owner
    {
        /// <summary>There is none.</summary>
        Absent,

        /// <summary>This hub, for this binding.</summary>
        Ours,

        /// <summary>Nobody that we know: it was there before us.</summary>
        Foreign,

        /// <summary>Another Loadline hub, or another binding of this one.</summary>
        OtherBinding,
    }

    /// <summary>Asks the member who owns the object; one light read, only before the first write to it.</summary>
    public async Task<(Owner Owner, KubeObject? Object)> InspectAsync(Member member, ResourceType resource, ObjectKey key, string bindingUid, CancellationToken ct)
    {
        var live = await member.Client.GetAsync(resource, key.Namespace, key.Name, ct);
        if (live is null) return (Owner.Absent, null);
        if (!live.Labels.ContainsKey(WellKnown.ManagedLabel)) return (Owner.Foreign, live);
        return (live.Annotation(WellKnown.HubIdAnnotation) == hubId && live.Annotation(WellKnown.BindingUidAnnotation) == bindingUid ? Owner.Ours : Owner.OtherBinding, live);
    }

    /// <summary>
    /// Writes an object that should not be there yet: one request that cannot touch what somebody else put there, and cheaper for the member
    /// than an apply. Null when something is there.
    /// </summary>
    public async Task<KubeObject?> CreateAsync(Member member, ResourceType resource, ObjectKey key, ReadOnlyMemory<byte> manifest, CancellationToken ct)
    {
        try
        {
            var written = await InNamespaceAsync(member, key, () => member.Client.CreateAsync(resource, key.Namespace, manifest, WellKnown.FieldManager, ct), ct);
            metrics.Record("applied");
            return written;
        }
        catch (StatusException e) when (e.IsAlreadyExists)
        {
            return null;
        }
    }

    /// <summary>Applies an intent; creates the namespace when the member lacks it.</summary>
    public async Task<KubeObject> ApplyAsync(Member member, ResourceType resource, ObjectKey key, ReadOnlyMemory<byte> manifest, CancellationToken ct)
    {
        var written = await InNamespaceAsync(
            member, key, () => member.Client.ApplyAsync(resource, key.Namespace, key.Name, manifest, WellKnown.FieldManager, force: true, ct), ct);
        metrics.Record("applied");
        return written;
    }

    /// <summary>
    /// SA6: the fields of an object that was created belong to an "Update" entry, under which an apply can never remove one again. The entry
    /// becomes an "Apply" entry once, before the first apply.
    /// </summary>
    public static async Task TakeOverAsync(Member member, ResourceType resource, ObjectKey key, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            try
            {
                var live = await member.Client.GetRawAsync(resource.ObjectPath(key.Namespace, key.Name), null, ct);
                if (FieldOwnership.TakeOver(live, WellKnown.FieldManager) is not { } patch) return;
                await member.Client.PatchAsync(resource, key.Namespace, key.Name, PatchKind.Json, patch, WellKnown.FieldManager, ct);
                return;
            }
            catch (StatusException e) when (e.IsConflict)
            {
                // It changed in between: look again.
            }
            catch (StatusException e) when (e.IsNotFound)
            {
                return;
            }
        }
    }

    /// <summary>Deletes exactly the object that was seen; false when it is gone already.</summary>
    public async Task<bool> DeleteAsync(Member member, ResourceType resource, ObjectKey key, string uid, CancellationToken ct)
    {
        var existed = await member.Client.DeleteAsync(resource, key.Namespace, key.Name, new() { Uid = uid, PropagationPolicy = "Background" }, ct);
        metrics.Record(existed ? "deleted" : "absent");
        return existed;
    }

    /// <summary>Changes the replicas of an object and nothing else of it. It is then not what was rendered last, and no longer says so.</summary>
    public static Task<KubeObject> ScaleAsync(Member member, ResourceType resource, ObjectKey key, string uid, int replicas, CancellationToken ct)
    {
        var field = resource.Kind == "Job" ? "parallelism" : "replicas";
        var patch = System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"metadata":{"uid":"{{{uid}}}","annotations":{"{{{WellKnown.RenderedHashAnnotation}}}":null} },"spec":{"{{{field}}}":{{{replicas}}} } }""");
        return member.Client.PatchAsync(resource, key.Namespace, key.Name, PatchKind.Merge, patch, WellKnown.FieldManager, ct);
    }

    /// <summary>Gives an object up without touching what it does: our label and annotations go, and with them our claim.</summary>
    public async Task ReleaseAsync(Member member, ResourceType resource, ObjectKey key, string uid, CancellationToken ct)
    {
        var patch = System.Text.Encoding.UTF8.GetBytes(
            $$$"""
            {"metadata":{"uid":"{{{uid}}}","labels":{"{{{WellKnown.ManagedLabel}}}":null},"annotations":{"{{{WellKnown.BindingUidAnnotation}}}":null,
            "{{{WellKnown.PolicyAnnotation}}}":null,"{{{WellKnown.HubIdAnnotation}}}":null,"{{{WellKnown.RenderedHashAnnotation}}}":null} } }
            """);
        try
        {
            await member.Client.PatchAsync(resource, key.Namespace, key.Name, PatchKind.Merge, patch, WellKnown.FieldManager, ct);
            metrics.Record("released");
        }
        catch (StatusException e) when (e.IsNotFound)
        {
            // Gone: nothing is left to give up.
        }

        watches.Find(member, resource)?.Forget(key, uid);
    }

    private static async Task<KubeObject> InNamespaceAsync(Member member, ObjectKey key, Func<Task<KubeObject>> write, CancellationToken ct)
    {
        try
        {
            return await write();
        }
        catch (StatusException e) when (key.Namespace is { } ns && e.IsNamespaceMissing(ns))
        {
            await EnsureNamespaceAsync(member, ns, ct);
            return await write();
        }
    }

    private static async Task EnsureNamespaceAsync(Member member, string ns, CancellationToken ct)
    {
        var json = System.Text.Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{ns}}}"}}""");
        try
        {
            await member.Client.CreateAsync(CoreResources.Namespaces, null, json, WellKnown.FieldManager, ct);
        }
        catch (StatusException e) when (e.IsAlreadyExists)
        {
            // Another template of the namespace was first.
        }
    }
}
