using System.Text.Json.Nodes;
using Loadline.Simulator.Access;
using Loadline.Simulator.Json;
using Loadline.Simulator.Kinds;

namespace Loadline.Simulator.Http;

/// <summary><c>serviceaccounts/token</c>: tokens that expire.</summary>
internal sealed class TokenRequestHandler(ServerContext server)
{
    private const long DefaultSeconds = 3600;
    private const long MinSeconds = 600;

    public static bool Handles(ApiCall call) => call is { Subresource: "token", Resource: { Group: "", Plural: "serviceaccounts" } };

    public async Task RunAsync(ApiCall call)
    {
        var request = await RequestBody.ReadObjectAsync(call.Http.Request, call.Cancelled) ?? throw ApiException.BadRequest("a body is required");
        var account = server.Store.Find(call.Resource.Storage, call.Key) ?? throw ApiException.NotFound(call.Resource.Id, call.Name);
        var spec = request.Ensure("spec");
        spec.Default("expirationSeconds", DefaultSeconds);
        if (spec["audiences"] is not JsonArray { Count: > 0 }) spec["audiences"] = new JsonArray(TokenAuthority.Issuer);
        var seconds = spec.Number("expirationSeconds") ?? DefaultSeconds;
        if (seconds < MinSeconds)
        {
            throw ApiException.InvalidKind(
                "authentication.k8s.io", "TokenRequest", Causes.Invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes"));
        }
        var audiences = spec.Arr("audiences")!.Select(audience => audience.Text() ?? "").ToList();
        var (token, expires) = server.Tokens.Issue(call.Namespace, call.Name, account.Uid, audiences, TimeSpan.FromSeconds(seconds));
        await JsonResponse.WriteAsync(call.Http, 201, new JsonObject
        {
            ["kind"] = "TokenRequest",
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["metadata"] = new JsonObject { ["name"] = call.Name, ["namespace"] = call.Namespace, ["creationTimestamp"] = server.Now.Rfc3339() },
            ["spec"] = spec.DeepClone(),
            ["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = expires.Rfc3339() },
        });
    }
}
