using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Http;

/// <summary>Deletes objects: at once, or by mark where finalizers, content or a grace period hold them.</summary>
internal sealed class ObjectDeleter(ServerContext server)
{
    // Kubernetes' default for pods that do not say otherwise.
    private const int DefaultPodGraceSeconds = 30;

    /// <summary>Returns the last state, in served form, and whether the object is gone.</summary>
    /// <exception cref="ApiException">404, or 409 where a precondition does not hold.</exception>
    public (JsonObject Last, bool Removed) Delete(ApiResource resource, ObjectKey key, DeleteOptions options, bool dryRun = false)
    {
        while (true)
        {
            var stored = server.Store.Find(resource.Storage, key) ?? throw ApiException.NotFound(resource.Id, key.Name);
            CheckPreconditions(resource, key, stored, options);
            var before = Conversion.ServeNode(resource, stored);
            var obj = Marked(resource, stored, before.Copy(), options);
            var complete = Deletion.IsComplete(resource, obj);
            if (dryRun) return (obj, complete);
            if (!complete && obj.Same(before)) return (before, false);
            StoredObject? written;
            var outcome = complete
                ? server.Store.Remove(resource.Storage, key, stored, out written)
                : server.Store.Replace(stored, Conversion.ToStored(resource, resource.StoredApiVersion, obj), out written);
            if (outcome == WriteOutcome.Missing) throw ApiException.NotFound(resource.Id, key.Name);
            if (outcome == WriteOutcome.Written) return (Conversion.ServeNode(resource, written!), complete);
        }
    }

    private JsonObject Marked(ApiResource resource, StoredObject stored, JsonObject obj, DeleteOptions options)
    {
        AddPropagationFinalizer(obj, options);
        var grace = GraceOf(resource, obj, options);
        if (!stored.Deleting)
        {
            Deletion.Mark(obj, resource.HasGeneration, server.Now, grace);
            if (resource is { Group: "", Plural: "namespaces" }) obj.Ensure("status")["phase"] = "Terminating";
        }
        else if (obj.Number("metadata", "deletionGracePeriodSeconds") is { } left && grace < left)
        {
            // A second delete may shorten the grace period, not lengthen it.
            obj.Metadata()["deletionGracePeriodSeconds"] = grace;
        }
        return obj;
    }

    private static void CheckPreconditions(ApiResource resource, ObjectKey key, StoredObject stored, DeleteOptions options)
    {
        if (options.Uid is { Length: > 0 } uid && uid != stored.Uid)
        {
            throw ApiException.Conflict(resource.Id, key.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored.Uid}");
        }
        if (options.ResourceVersion is { Length: > 0 } version && version != stored.ResourceVersion.Invariant())
        {
            throw ApiException.Conflict(
                resource.Id,
                key.Name,
                $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {stored.ResourceVersion}");
        }
    }

    // Foreground and orphaning are work for the garbage collector, which takes the finalizer off when it has done it.
    private static void AddPropagationFinalizer(JsonObject obj, DeleteOptions options)
    {
        var wanted = options.Propagation switch { "Foreground" => Deletion.Foreground, "Orphan" => Deletion.Orphan, _ => null };
        if (wanted is null) return;
        var finalizers = obj.Metadata().EnsureArray("finalizers");
        if (!finalizers.Any(finalizer => finalizer.Text() == wanted)) finalizers.Add((JsonNode)wanted);
    }

    // Only a kubelet ends a bound pod's grace period; unbound or done, a pod goes at once.
    private static int GraceOf(ApiResource resource, JsonObject obj, DeleteOptions options)
    {
        if (resource is not { Group: "", Plural: "pods" } || obj.Text("spec", "nodeName") is not { Length: > 0 }) return 0;
        if (obj.Text("status", "phase") is "Succeeded" or "Failed") return 0;
        return options.GraceSeconds ?? (int)(obj.Number("spec", "terminationGracePeriodSeconds") ?? DefaultPodGraceSeconds);
    }
}
