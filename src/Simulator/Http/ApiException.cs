using System.Text.Json.Nodes;
using Loadline.Simulator.Access;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Http;

/// <summary>One entry of <c>Status.details.causes</c>.</summary>
internal sealed record StatusCause(string Reason, string Message, string? Field = null);

/// <summary>A request that ends in a <c>Status</c> of kind Failure, worded as kube-apiserver words it: clients and people match on these texts.</summary>
internal sealed class ApiException : Exception
{
    private readonly JsonObject? _details;

    private ApiException(int code, string reason, string message, JsonObject? details = null)
        : base(message)
    {
        Code = code;
        Reason = reason;
        _details = details;
    }

    public int Code { get; }

    public string Reason { get; }

    private string? Continue { get; init; }

    /// <summary>Value of the <c>Retry-After</c> header, in seconds.</summary>
    public int? RetryAfterSeconds { get; private init; }

    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = Continue is null ? new JsonObject() : new JsonObject { ["continue"] = Continue },
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (Reason.Length > 0) status["reason"] = Reason;
        if (_details is not null) status["details"] = _details.DeepClone();
        status["code"] = Code;
        return status;
    }

    public static ApiException NotFound(GroupResource resource, string name) =>
        new(404, "NotFound", $"{resource} \"{name}\" not found", Details(name, resource.Group, resource.Plural));

    public static ApiException NoSuchPath() => new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiException AlreadyExists(GroupResource resource, string name) =>
        new(409, "AlreadyExists", $"{resource} \"{name}\" already exists", Details(name, resource.Group, resource.Plural));

    public static ApiException Modified(GroupResource resource, string name) => Conflict(
        resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Conflict(GroupResource resource, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource} \"{name}\": {why}", Details(name, resource.Group, resource.Plural));

    /// <summary>Conflicts of a server-side apply.</summary>
    public static ApiException ApplyConflict(string message, IReadOnlyList<StatusCause> causes) =>
        new(409, "Conflict", message, new JsonObject { ["causes"] = Causes(causes) });

    /// <summary>A JSON patch that does not fit the object.</summary>
    public static ApiException InvalidPatch(string message) => new(422, "Invalid", "the server rejected our request due to an error in our request: " + message, []);

    /// <summary>Options of a request that contradict it.</summary>
    public static ApiException InvalidOptions(string options, string field, string reason, string message) => new(
        422,
        "Invalid",
        $"{options}.meta.k8s.io \"\" is invalid: {field}: {message}",
        new JsonObject { ["group"] = "meta.k8s.io", ["kind"] = options, ["causes"] = Causes([new StatusCause(reason, message, field)]) });

    public static ApiException Invalid(ApiResource resource, string name, params IReadOnlyList<StatusCause> causes)
    {
        var kind = resource.Group.Length == 0 ? resource.Kind : $"{resource.Kind}.{resource.Group}";
        var errors = causes.Select(cause => $"{cause.Field}: {cause.Message}").ToList();
        var list = errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors)}]";
        var details = Details(name, resource.Group, resource.Kind);
        details["causes"] = Causes(causes);
        return new ApiException(422, "Invalid", $"{kind} \"{name}\" is invalid: {list}", details);
    }

    /// <summary>Of an object without a name.</summary>
    public static ApiException InvalidKind(string group, string kind, StatusCause cause) => new(
        422,
        "Invalid",
        $"{kind}.{group} \"\" is invalid: {cause.Field}: {cause.Message}",
        new JsonObject { ["group"] = group, ["kind"] = kind, ["causes"] = Causes([cause]) });

    public static ApiException InvalidListOptions(string field, string message) => InvalidOptions(
        "ListOptions", field, message.StartsWith("Forbidden", StringComparison.Ordinal) ? "FieldValueForbidden" : "FieldValueInvalid", message);

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>Of a create; kube-apiserver gives it no reason.</summary>
    public static ApiException VersionOnCreate() => new(500, "", "resourceVersion should not be set on objects to be created");

    public static ApiException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiException Forbidden(GroupResource resource, string name, string why, params IReadOnlyList<StatusCause> causes)
    {
        var details = Details(name, resource.Group, resource.Plural);
        if (causes.Count > 0) details["causes"] = Causes(causes);
        return new ApiException(403, "Forbidden", $"{resource} \"{name}\" is forbidden: {why}", details);
    }

    /// <summary>Of a request that authorization refuses.</summary>
    public static ApiException Denied(AccessRequest request, UserInfo user)
    {
        if (request.Path is not null) return new ApiException(403, "Forbidden", $"forbidden: {request.Refusal(user)}", []);
        var resource = new GroupResource(request.Group, request.Resource);
        var name = request.Name.Length > 0 ? $" \"{request.Name}\"" : "";
        return new ApiException(
            403, "Forbidden", $"{resource}{name} is forbidden: {request.Refusal(user)}", Details(request.Name, request.Group, request.Resource));
    }

    /// <summary>Of a ValidatingAdmissionPolicy.</summary>
    public static ApiException PolicyDenied(GroupResource resource, string name, string message, string reason)
    {
        var code = reason switch { "Unauthorized" => 401, "Forbidden" => 403, "RequestEntityTooLarge" => 413, _ => 422 };
        var details = Details(name, resource.Group, resource.Plural);
        details["causes"] = new JsonArray(new JsonObject { ["message"] = message });
        return new ApiException(code, reason, $"{resource} \"{name}\" is forbidden: {message}", details);
    }

    /// <summary>Of an admission webhook, with the status that it answered.</summary>
    public static ApiException WebhookDenied(string webhook, JsonObject? status)
    {
        var denied = $"admission webhook \"{webhook}\" denied the request";
        var (message, reason) = (status.Text("message") ?? "", status.Text("reason") ?? "");
        var text = message.Length > 0 ? $"{denied}: {message}" : reason.Length > 0 ? $"{denied}: {reason}" : $"{denied} without explanation";
        return new ApiException((int)Math.Max(400, status.Number("code") ?? 400), reason, text, status.Obj("details"));
    }

    public static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static ApiException NotAcceptable(string accepted) =>
        new(406, "NotAcceptable", $"only the following media types are accepted: {accepted}");

    public static ApiException UnsupportedMediaType(string accepted) =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {accepted}");

    public static ApiException TooLarge(string message) => new(413, "RequestEntityTooLarge", message);

    /// <param name="message">What expired.</param>
    /// <param name="continueToken">A token that a list may go on with instead.</param>
    public static ApiException Expired(string message, string? continueToken = null) => new(410, "Expired", message) { Continue = continueToken };

    public static ApiException ResourceVersionTooLarge(long requested, long current) => new(
        504,
        "Timeout",
        $"Timeout: Too large resource version: {requested}, current: {current}",
        new JsonObject
        {
            ["causes"] = Causes([new StatusCause("ResourceVersionTooLarge", "Too large resource version")]),
            ["retryAfterSeconds"] = 1,
        })
    {
        RetryAfterSeconds = 1,
    };

    public static ApiException Internal(string message) => new(500, "InternalError", $"Internal error occurred: {message}");

    private static JsonObject Details(string name, string group, string kind)
    {
        var details = new JsonObject();
        if (name.Length > 0) details["name"] = name;
        if (group.Length > 0) details["group"] = group;
        details["kind"] = kind;
        return details;
    }

    private static JsonArray Causes(IReadOnlyList<StatusCause> causes)
    {
        var array = new JsonArray();
        foreach (var cause in causes)
        {
            var entry = new JsonObject { ["reason"] = cause.Reason, ["message"] = cause.Message };
            if (cause.Field is not null) entry["field"] = cause.Field;
            array.Add((JsonNode)entry);
        }
        return array;
    }
}
