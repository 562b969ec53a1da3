using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Loadline.Simulator.Selectors;

namespace Loadline.Simulator.Http;

/// <summary>DELETE of one object and of collections.</summary>
internal sealed class DeleteHandler(ServerContext server, ObjectDeleter deleter)
{
    public async Task DeleteAsync(ApiCall call)
    {
        var form = OutputForm.Negotiate(call.Http.Request);
        var options = await DeleteOptions.ReadAsync(call);
        NamespaceGate.CheckDelete(call.Resource, call.Name);
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
