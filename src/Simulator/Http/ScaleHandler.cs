using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;
using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Http;

/// <summary>The <c>/scale</c> subresource: replicas of anything that can be scaled, as an autoscaling/v1 Scale.</summary>
internal sealed class ScaleHandler(ServerContext server, UpdateHandler updates)
{
    public Task GetAsync(ApiCall call)
    {
        var stored = server.Store.Find(call.Resource.Storage, call.Key) ?? throw ApiException.NotFound(call.Resource.Id, call.Name);
        return JsonResponse.WriteAsync(call.Http, 200, ScaleOf(call.Resource, Conversion.ServeNode(call.Resource, stored)));
    }

    public async Task PutAsync(ApiCall call)
    {
        var body = await RequestBody.ReadObjectAsync(call.Http.Request, call.Cancelled) ?? throw ApiException.BadRequest("a body is required");
        await RespondAsync(call, await updates.MutateAsync(call, live => Scaled(call, live, body), retry: false, obj => ScaleOf(call.Resource, obj)));
    }

    public async Task PatchAsync(ApiCall call)
    {
        var media = RequestBody.MediaType(call.Http.Request);
        var patch = RequestBody.Parse(await RequestBody.ReadBytesAsync(call.Http.Request, call.Cancelled), media == "application/apply-patch+yaml")
            ?? throw ApiException.BadRequest("a patch body is required");
        var updated = await updates.MutateAsync(
            call, live => Scaled(call, live, Patched(media, ScaleOf(call.Resource, live), patch)), retry: true, obj => ScaleOf(call.Resource, obj));
        await RespondAsync(call, updated);
    }

    private static JsonObject Patched(string media, JsonObject scale, JsonNode patch)
    {
        try
        {
            var result = media == "application/json-patch+json"
                ? JsonPatch.Apply(scale, patch as JsonArray ?? throw ApiException.BadRequest("a JSON patch is an array of operations"))
                : JsonMergePatch.Apply(scale, patch);
            return result as JsonObject ?? throw ApiException.BadRequest("the patch does not yield an object");
        }
        catch (PatchException refused)
        {
            throw ApiException.InvalidPatch(refused.Message);
        }
    }

    private static Successor Scaled(ApiCall call, JsonObject live, JsonObject scale)
    {
        if (scale.Text("metadata", "resourceVersion") is { Length: > 0 } version) live.Metadata()["resourceVersion"] = version;
        var replicas = scale.Number("spec", "replicas") ?? 0;
        if (replicas < 0) throw ApiException.Invalid(call.Resource, call.Name, Kinds.Causes.Invalid("spec.replicas", replicas, "must be greater than or equal to 0"));
        var steps = Steps(call.Resource.Scale!.SpecReplicas);
        var parent = live;
        foreach (var step in steps[..^1]) parent = parent.Ensure(step);
        parent[steps[^1]] = replicas;
        return new Successor(live, Recorded: false);
    }

    private static Task RespondAsync(ApiCall call, JsonObject updated) => JsonResponse.WriteAsync(call.Http, 200, ScaleOf(call.Resource, updated));

    private static JsonObject ScaleOf(ApiResource resource, JsonObject obj)
    {
        var metadata = new JsonObject();
        foreach (var field in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"]) metadata.CopyFrom(obj.Metadata(), field);
        var paths = resource.Scale!;
        var status = new JsonObject { ["replicas"] = obj.Number(Steps(paths.StatusReplicas)) ?? 0 };
        var selector = resource.IsCustom && paths.LabelSelector is { } path ? obj.Text(Steps(path)) : SelectorText(obj.Obj("spec", "selector"));
        if (selector is not null) status["selector"] = selector;
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = obj.Number(Steps(paths.SpecReplicas)) ?? 0 },
            ["status"] = status,
        };
    }

    private static string? SelectorText(JsonObject? selector) => selector is null
        ? null
        : string.Join(",", (selector.Obj("matchLabels") ?? []).Select(label => $"{label.Key}={label.Value.Text()}"));

    private static string[] Steps(string path) => path.Split('.', StringSplitOptions.RemoveEmptyEntries);
}
