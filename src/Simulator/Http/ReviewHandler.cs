using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Http;

/// <summary>The virtual kinds that only answer: who am I, and may I? Whoever has the token may do all.</summary>
internal static class ReviewHandler
{
    public static bool Handles(ApiCall call) => call.Resource.Group is "authorization.k8s.io" or "authentication.k8s.io";

    public static async Task RunAsync(ApiCall call)
    {
        var review = await RequestBody.ReadObjectAsync(call.Http.Request, call.Cancelled) ?? [];
        ObjectPreparation.CheckIdentity(call, review, "");
        review["status"] = call.Resource.Kind switch
        {
            "SelfSubjectAccessReview" => new JsonObject { ["allowed"] = true },
            "SelfSubjectRulesReview" => new JsonObject
            {
                ["resourceRules"] = new JsonArray(Rule("apiGroups", "resources")),
                ["nonResourceRules"] = new JsonArray(Rule("nonResourceURLs")),
                ["incomplete"] = false,
            },
            _ => new JsonObject
            {
                ["userInfo"] = new JsonObject { ["username"] = "admin", ["groups"] = new JsonArray("system:masters", "system:authenticated") },
            },
        };
        review.Metadata()["creationTimestamp"] = null;
        await JsonResponse.WriteAsync(call.Http, 201, review);
    }

    private static JsonObject Rule(params string[] scopes)
    {
        var rule = new JsonObject { ["verbs"] = new JsonArray("*") };
        foreach (var scope in scopes) rule[scope] = new JsonArray("*");
        return rule;
    }
}
