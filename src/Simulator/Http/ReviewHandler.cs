using System.Text.Json.Nodes;
using Loadline.Simulator.Access;
using Loadline.Simulator.Json;
using Loadline.Simulator.Kinds;

namespace Loadline.Simulator.Http;

/// <summary>The virtual kinds that only answer: who am I, whose token is this, and who may what?</summary>
internal sealed class ReviewHandler(Authenticator authenticator, RbacAuthorizer authorizer)
{
    private const string Authorization = "authorization.k8s.io";

    public static bool Handles(ApiCall call) => call.Resource.Group is Authorization or "authentication.k8s.io";

    public async Task RunAsync(ApiCall call)
    {
        var review = await RequestBody.ReadObjectAsync(call.Http.Request, call.Cancelled) ?? throw ApiException.BadRequest("a body is required");
        ObjectPreparation.CheckIdentity(call, review, "");
        review["status"] = call.Resource.Kind switch
        {
            "SelfSubjectAccessReview" => Access(call, review, call.User),
            "SubjectAccessReview" or "LocalSubjectAccessReview" => Access(call, review, SubjectOf(call, review)),
            "SelfSubjectRulesReview" => Rules(call.User, review.Text("spec", "namespace") ?? ""),
            "TokenReview" => Token(review.Text("spec", "token") ?? ""),
            _ => new JsonObject { ["userInfo"] = call.User.ToJson() },
        };
        review.Metadata()["creationTimestamp"] = null;
        await JsonResponse.WriteAsync(call.Http, 201, review);
    }

    private JsonObject Access(ApiCall call, JsonObject review, UserInfo user)
    {
        var (resource, path) = (review.Obj("spec", "resourceAttributes"), review.Obj("spec", "nonResourceAttributes"));
        if (resource is null == path is null)
        {
            throw ApiException.InvalidKind(Authorization, call.Resource.Kind, Causes.Invalid(
                resource is null ? "spec.resourceAttributes" : "spec.nonResourceAttributes",
                null,
                resource is null ? "exactly one of nonResourceAttributes or resourceAttributes must be specified" : "cannot be specified in combination with resourceAttributes"));
        }
        if (call.Resource.Namespaced && resource.Text("namespace") != call.Namespace)
        {
            throw ApiException.BadRequest($"spec.resourceAttributes.namespace must match namespace: {call.Namespace}");
        }
        var (allowed, reason) = authorizer.Allows(user, resource is null ? OfPath(path!) : OfResource(resource));
        var status = new JsonObject { ["allowed"] = allowed };
        if (reason.Length > 0) status["reason"] = reason;
        return status;
    }

    private static UserInfo SubjectOf(ApiCall call, JsonObject review)
    {
        var (name, groups) = (review.Text("spec", "user") ?? "", (review.Arr("spec", "groups") ?? []).Select(group => group.Text() ?? "").ToList());
        if (name.Length == 0 && groups.Count == 0)
        {
            throw ApiException.InvalidKind(Authorization, call.Resource.Kind, Causes.Invalid("spec.user", "", "at least one of user or group must be specified"));
        }
        return new UserInfo(name, groups);
    }

    private static AccessRequest OfPath(JsonObject attributes) => new(attributes.Text("verb") ?? "") { Path = attributes.Text("path") ?? "" };

    private static AccessRequest OfResource(JsonObject attributes) => new(attributes.Text("verb") ?? "")
    {
        Group = attributes.Text("group") ?? "",
        Resource = attributes.Text("resource") ?? "",
        Subresource = attributes.Text("subresource") ?? "",
        Namespace = attributes.Text("namespace") ?? "",
        Name = attributes.Text("name") ?? "",
    };

    private JsonObject Rules(UserInfo user, string @namespace)
    {
        var (resources, paths) = (new JsonArray(), new JsonArray());
        var rules = authorizer.RulesOf(user, @namespace).Select(found => found.Rule);
        foreach (var rule in rules)
        {
            if (rule.Arr("nonResourceURLs") is { Count: > 0 }) paths.Add(rule.DeepClone());
            else resources.Add(rule.DeepClone());
        }
        return new JsonObject { ["resourceRules"] = resources, ["nonResourceRules"] = paths, ["incomplete"] = false };
    }

    private JsonObject Token(string token) => authenticator.UserOf(token) is { } user
        ? new JsonObject { ["authenticated"] = true, ["user"] = user.ToJson(), ["audiences"] = new JsonArray(TokenAuthority.Issuer) }
        : new JsonObject { ["user"] = new JsonObject(), ["error"] = "[invalid bearer token]" };
}
