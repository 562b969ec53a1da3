using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Simulator.Access;
using Loadline.Simulator.Admission;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Discovery;
using Loadline.Simulator.Json;
using Loadline.Simulator.Kinds;
using Loadline.Simulator.OpenApi;
using Loadline.Simulator.Workloads;
using Microsoft.AspNetCore.Http;

namespace Loadline.Simulator.Http;

/// <summary>The request pipeline: authentication, routing, and every failure as a <c>Status</c>.</summary>
internal sealed class ApiServer
{
    private static readonly string[] Paths = ["/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"];

    private readonly ServerContext _server;
    private readonly RbacAuthorizer _authorizer;
    private readonly Authenticator _authenticator;
    private readonly ReviewHandler _reviews;
    private readonly TokenRequestHandler _tokens;
    private readonly MetricsApi _metrics;
    private readonly DiscoveryHandler _discovery;
    private readonly OpenApiHandler _openApi;
    private readonly ResourceReader _reader;
    private readonly WatchHandler _watch;
    private readonly CreateHandler _create;
    private readonly UpdateHandler _update;
    private readonly DeleteHandler _delete;
    private readonly ScaleHandler _scale;

    public ApiServer(ServerContext server, ObjectDeleter deleter, MetricsApi metrics)
    {
        _server = server;
        _metrics = metrics;
        _authorizer = new RbacAuthorizer(server.Store);
        _authenticator = new Authenticator(server, _authorizer);
        _reviews = new ReviewHandler(_authenticator, _authorizer);
        _tokens = new TokenRequestHandler(server);
        var schemas = new SchemaCache();
        var preparation = new ObjectPreparation(server, new KindRules(server.Time), schemas);
        _discovery = new DiscoveryHandler(server);
        _openApi = new OpenApiHandler(server, schemas);
        _reader = new ResourceReader(server);
        _watch = new WatchHandler(server);
        var admission = new AdmissionChain(server);
        _create = new CreateHandler(server, preparation, new NamespaceGate(server), new QuotaGate(server), admission, schemas);
        _update = new UpdateHandler(server, preparation, _create, admission, schemas);
        _delete = new DeleteHandler(server, deleter, admission);
        _scale = new ScaleHandler(server, _update);
    }

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            http.Response.Headers["Audit-Id"] = http.TraceIdentifier;
            http.Response.Headers.Date = _server.Now.ToString("R", CultureInfo.InvariantCulture);
            await DispatchAsync(http);
        }
        catch (ApiException error) when (!http.Response.HasStarted)
        {
            await JsonResponse.WriteAsync(http, error);
        }
        catch (BadHttpRequestException malformed) when (!http.Response.HasStarted)
        {
            await JsonResponse.WriteAsync(http, ApiException.BadRequest(malformed.Message));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; nobody reads an answer.
        }
        catch (Exception bug) when (bug is not OperationCanceledException && !http.Response.HasStarted)
        {
            // A boundary: whatever broke, the client gets a Status, as from the real server.
            await JsonResponse.WriteAsync(http, ApiException.Internal(bug.ToString()));
        }
    }

    private Task DispatchAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        switch (path.TrimEnd('/'))
        {
            case "/healthz" or "/livez" or "/readyz":
                return http.Response.WriteAsync("ok", http.RequestAborted);
            case "/version":
                return JsonResponse.WriteAsync(http, 200, _discovery.Version());
        }
        var user = _authenticator.Authenticate(http.Request);
        Authorize(http.Request, path, user);
        if (path is "/") return JsonResponse.WriteAsync(http, 200, new JsonObject { ["paths"] = Paths.ToJsonArray() });
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (http.Request.Method == "GET" && _discovery.TryHandle(http, parts) is { } discovered) return discovered;
        if (http.Request.Method == "GET" && _openApi.TryHandle(http, parts) is { } described) return described;
        if (ResourcePath.Parse(path) is not { } target) throw ApiException.NoSuchPath();
        if (_server.Catalog.Current.Find(target.Group, target.Version, target.Plural) is not { } resource) throw ApiException.NoSuchPath();
        if (target.Subresource.Length > 0 && Subresources.Find(resource, target.Subresource) is null) throw ApiException.NoSuchPath();
        if (!resource.Namespaced && target.Namespace.Length > 0) throw ApiException.NoSuchPath();
        return RunAsync(new ApiCall(http, resource, target, user));
    }

    private Task RunAsync(ApiCall call)
    {
        var named = call.Name.Length > 0;
        if (named && call.Resource.Namespaced && call.Namespace.Length == 0) throw ApiException.NoSuchPath();
        if (call.Subresource == "scale")
        {
            return call.Http.Request.Method switch
            {
                "GET" => _scale.GetAsync(call),
                "PUT" => _scale.PutAsync(call),
                "PATCH" => _scale.PatchAsync(call),
                _ => throw ApiException.MethodNotAllowed(),
            };
        }
        if (call.Resource.Group == MetricsApi.Group && call.Http.Request.Method == "GET") return _metrics.RunAsync(call);
        return (call.Http.Request.Method, named) switch
        {
            ("GET", true) => Allowed(call, "get", _reader.GetAsync),
            ("GET", false) when call.Flag("watch") => Allowed(call, "watch", _watch.RunAsync),
            ("GET", false) => Allowed(call, "list", _reader.ListAsync),
            ("POST", false) when ReviewHandler.Handles(call) => _reviews.RunAsync(call),
            ("POST", true) when TokenRequestHandler.Handles(call) => _tokens.RunAsync(call),
            ("POST", false) => Allowed(call, "create", _create.RunAsync),
            ("PUT", true) => Allowed(call, "update", _update.PutAsync),
            ("PATCH", true) => Allowed(call, "patch", _update.PatchAsync),
            ("DELETE", true) when call.Subresource.Length == 0 => Allowed(call, "delete", _delete.DeleteAsync),
            ("DELETE", false) => Allowed(call, "deletecollection", _delete.DeleteCollectionAsync),
            _ => throw ApiException.MethodNotAllowed(),
        };
    }

    private static Task Allowed(ApiCall call, string verb, Func<ApiCall, Task> handler) =>
        call.Resource.Verbs.Contains(verb) ? handler(call) : throw ApiException.MethodNotAllowed();

    private void Authorize(HttpRequest request, string path, UserInfo user)
    {
        if (user.IsMaster) return;
        var wanted = ResourcePath.Parse(path) is { } target
            ? new AccessRequest(Verb(request, target.Name.Length > 0))
            {
                Group = target.Group,
                Resource = target.Plural,
                Subresource = target.Subresource,
                Namespace = target is { Group: "", Plural: "namespaces" } ? target.Name : target.Namespace,
                Name = target.Name,
            }
            : new AccessRequest(request.Method.ToLowerInvariant()) { Path = path };
        if (!_authorizer.Allows(user, wanted).Allowed) throw ApiException.Denied(wanted, user);
    }

    private static string Verb(HttpRequest request, bool named) => request.Method switch
    {
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => named ? "delete" : "deletecollection",
        _ when named => "get",
        _ => request.Query["watch"].FirstOrDefault() is { Length: > 0 } watch && watch is not ("false" or "0") ? "watch" : "list",
    };
}
