using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Loadline.Simulator.Selectors;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Http;

/// <summary>DELETE of one object and of collections: at once, or by mark where finalizers or a grace period hold the object.</summary>
internal sealed class DeleteHandler(ServerContext server)
{
    // Kubernetes' default for pods that do not say otherwise.
    private const int DefaultPodGraceSeconds = 30;

    public async Task DeleteAsync(ApiCall call)
    {
        var form = OutputForm.Negotiate(call.Http.Request);
        var options = await DeleteOptions.ReadAsync(call);
        NamespaceGate.CheckDelete(call.Resource, call.Name);
        var (last, removed) = Delete(call, call.Key, options);
        if (removed) await JsonResponse.WriteAsync(call.Http, 200, Deleted(call, last));
        else await JsonResponse.WriteAsync(call.Http, 200, ObjectRenderer.For(server, call, form).One(last));
    }

    public async Task DeleteCollectionAsync(ApiCall call)
    {
        var options = await DeleteOptions.ReadAsync(call);
        var selection = Selection.From(call);
        var snapshot = server.Store.Snapshot(call.Resource.Storage);
        var gone = new JsonArray();
        foreach (var candidate in snapshot.Range(call.Namespace, null).Where(selection.Matches))
        {
            try
            {
                gone.Add((JsonNode)Delete(call, candidate.Key, options).Last);
            }
            catch (ApiException missing) when (missing.Code == 404)
            {
                // Somebody else deleted it since the snapshot.
            }
        }
        await JsonResponse.WriteAsync(call.Http, 200, new JsonObject
        {
            ["kind"] = call.Resource.ListKind,
            ["apiVersion"] = call.Resource.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = server.Store.ResourceVersion.Invariant() },
            ["items"] = gone,
        });
    }

    private (JsonObject Last, bool Removed) Delete(ApiCall call, ObjectKey key, DeleteOptions options)
    {
        var resource = call.Resource;
        while (true)
        {
            var stored = server.Store.Find(resource.Storage, key) ?? throw ApiException.NotFound(resource.Id, key.Name);
            CheckPreconditions(call, key, stored, options);
            var obj = Conversion.ServeNode(resource, stored);
            AddPropagationFinalizer(obj, options);
            var grace = GraceOf(call, obj, options);
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

            var complete = Deletion.IsComplete(resource, obj);
            if (call.DryRun) return (obj, complete);
            StoredObject? written;
            var outcome = complete
                ? server.Store.Remove(resource.Storage, key, stored, out written)
                : obj.Same(Conversion.ServeNode(resource, stored))
                    ? Unchanged(stored, out written)
                    : server.Store.Replace(stored, Conversion.ToStored(resource, resource.StoredApiVersion, obj), out written);
            if (outcome == WriteOutcome.Missing) throw ApiException.NotFound(resource.Id, key.Name);
            if (outcome == WriteOutcome.Written) return (Conversion.ServeNode(resource, written!), complete);
        }
    }

    private static WriteOutcome Unchanged(StoredObject stored, out StoredObject? written)
    {
        written = stored;
        return WriteOutcome.Written;
    }

    private static void CheckPreconditions(ApiCall call, ObjectKey key, StoredObject stored, DeleteOptions options)
    {
        if (options.Uid is { Length: > 0 } uid && uid != stored.Uid)
        {
            throw ApiException.Conflict(
                call.Resource.Id, key.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored.Uid}");
        }
        if (options.ResourceVersion is { Length: > 0 } version && version != stored.ResourceVersion.Invariant())
        {
            throw ApiException.Conflict(
                call.Resource.Id,
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

    // Only a kubelet ends a bound pod's grace period; without one, or unbound, a pod goes at once.
    private int GraceOf(ApiCall call, JsonObject obj, DeleteOptions options)
    {
        if (call.Resource is not { Group: "", Plural: "pods" } || !server.Options.RunWorkloads || obj.Text("spec", "nodeName") is not { Length: > 0 }) return 0;
        return options.GraceSeconds ?? (int)(obj.Number("spec", "terminationGracePeriodSeconds") ?? DefaultPodGraceSeconds);
    }

    private static JsonObject Deleted(ApiCall call, JsonObject last)
    {
        var details = new JsonObject { ["name"] = last.Name() };
        if (call.Resource.Group.Length > 0) details["group"] = call.Resource.Group;
        details["kind"] = call.Resource.Plural;
        details["uid"] = last.Text("metadata", "uid");
        return new JsonObject
        {
            ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details,
        };
    }
}
