using System.Text.Json.Nodes;
using Loadline.Simulator.Admission;
using Loadline.Simulator.Json;
using Loadline.Simulator.Selectors;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Http;

/// <summary>DELETE of one object and of collections.</summary>
internal sealed class DeleteHandler(ServerContext server, ObjectDeleter deleter, AdmissionChain admission)
{
    public async Task DeleteAsync(ApiCall call)
    {
        var form = OutputForm.Negotiate(call.Http.Request);
        var options = await DeleteOptions.ReadAsync(call);
        NamespaceGate.CheckDelete(call.Resource, call.Name);
        if (server.Store.Find(call.Resource.Storage, call.Key) is { } stored) await AdmitAsync(call, stored);
        var (last, removed) = deleter.Delete(call.Resource, call.Key, options, call.DryRun);
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
            await AdmitAsync(call, candidate);
            try
            {
                gone.Add((JsonNode)deleter.Delete(call.Resource, candidate.Key, options, call.DryRun).Last);
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

    private async ValueTask AdmitAsync(ApiCall call, StoredObject stored)
    {
        var request = new AdmissionRequest("DELETE", call, null, Conversion.ServeNode(call.Resource, stored));
        await admission.MutateAsync(request);
        await admission.ValidateAsync(request);
    }

    private static JsonObject Deleted(ApiCall call, JsonObject last)
    {
        var details = new JsonObject { ["name"] = last.Name() };
        if (call.Resource.Group.Length > 0) details["group"] = call.Resource.Group;
        details["kind"] = call.Resource.Plural;
        details["uid"] = last.Text("metadata", "uid");
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }
}
