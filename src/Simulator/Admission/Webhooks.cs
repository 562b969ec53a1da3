using System.Text;
using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;
using Loadline.Simulator.Objects;
using Loadline.Simulator.Objects.Cel;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Admission;

/// <summary>
/// Mutating and validating webhooks, in the order of their configurations' names. Rules match exactly the version that is written; mutating
/// webhooks are asked once.
/// </summary>
internal sealed class Webhooks(ServerContext server, AdmissionMatch match)
{
    private const string Group = "admissionregistration.k8s.io";
    private static readonly GroupResource Mutating = new(Group, "mutatingwebhookconfigurations");
    private static readonly GroupResource Validating = new(Group, "validatingwebhookconfigurations");

    private readonly WebhookCaller _caller = new(server);

    public bool MutatesNothing => server.Store.Snapshot(Mutating).Objects.IsEmpty;

    public bool ValidatesNothing => server.Store.Snapshot(Validating).Objects.IsEmpty;

    /// <summary>The object as the webhooks want it.</summary>
    public async Task<JsonObject?> MutateAsync(AdmissionRequest request)
    {
        foreach (var webhook in Of(Mutating))
        {
            if (await AskAsync(webhook, request) is not { } response || request.Object is null || response.Text("patch") is not { Length: > 0 } patch) continue;
            request = request with { Object = Patched(webhook, request.Object, patch) };
        }
        return request.Object;
    }

    public async Task ValidateAsync(AdmissionRequest request)
    {
        foreach (var webhook in Of(Validating)) await AskAsync(webhook, request);
    }

    private IEnumerable<JsonNode> Of(GroupResource configurations) =>
        server.Store.Snapshot(configurations).Objects.SelectMany(stored => (stored.Parse().Arr("webhooks") ?? []).OfType<JsonNode>());

    /// <summary>Null where the webhook is not about the request, or could not be asked and need not be.</summary>
    private async Task<JsonObject?> AskAsync(JsonNode webhook, AdmissionRequest request)
    {
        if (!AdmissionMatch.Covers(webhook.Arr("rules"), request) || !match.Selects(webhook, request)) return null;
        var name = webhook.Text("name") ?? "";
        try
        {
            if (!Applies(webhook, request)) return null;
            if (request.Call.DryRun && webhook.Text("sideEffects") is not ("None" or "NoneOnDryRun"))
            {
                throw ApiException.BadRequest($"admission webhook \"{name}\" does not support dry run");
            }
            var response = await _caller.CallAsync(webhook, request);
            foreach (var warning in response.Arr("warnings") ?? []) request.Call.Warn(warning.Text() ?? "");
            return response.Flag("allowed") ? response : throw ApiException.WebhookDenied(name, response.Obj("status"));
        }
        catch (Exception failed) when (failed is WebhookException or CelException)
        {
            if (webhook.Text("failurePolicy") == "Ignore") return null;
            throw ApiException.Internal($"failed calling webhook \"{name}\": failed to call webhook: {failed.Message}");
        }
    }

    private bool Applies(JsonNode webhook, AdmissionRequest request)
    {
        if (webhook.Arr("matchConditions") is not { Count: > 0 } conditions) return true;
        var expressions = new AdmissionExpressions(request, match.NamespaceOf(request), null, null);
        return conditions.All(condition => expressions.Holds(condition.Text("expression") ?? ""));
    }

    private static JsonObject Patched(JsonNode webhook, JsonObject obj, string patch)
    {
        try
        {
            return (JsonObject)JsonPatch.Apply(obj.Copy(), (JsonArray)JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(patch)))!)!;
        }
        catch (Exception refused) when (refused is PatchException or FormatException or InvalidCastException)
        {
            throw ApiException.Internal($"admission webhook \"{webhook.Text("name")}\" sent a patch that does not fit: {refused.Message}");
        }
    }
}
