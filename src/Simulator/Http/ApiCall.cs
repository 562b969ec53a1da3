using System.Globalization;
using Loadline.Simulator.Access;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Faults;
using Loadline.Simulator.Storage;
using Microsoft.AspNetCore.Http;

namespace Loadline.Simulator.Http;

/// <summary>One request on a resource: what it names and the options that came with it.</summary>
internal sealed class ApiCall(HttpContext http, ApiResource resource, ResourcePath path, UserInfo user)
{
    private const int MaxFieldManager = 128;

    public HttpContext Http { get; } = http;

    public ApiResource Resource { get; } = resource;

    public UserInfo User { get; } = user;

    public string Namespace { get; } = path.Namespace;

    public string Name { get; } = path.Name;

    public string Subresource { get; } = path.Subresource;

    public ObjectKey Key => new(Namespace, Name);

    public CancellationToken Cancelled => Http.RequestAborted;

    /// <summary>What a script wants to go wrong inside the server; null for nothing.</summary>
    public RequestFault? Fault => Http.Features.Get<RequestFault>();

    public string Option(string name) => Http.Request.Query[name].FirstOrDefault() ?? "";

    public bool Flag(string name) => Option(name) is { Length: > 0 } text && text is not ("false" or "0" or "False" or "F" or "f");

    public int? Number(string name)
    {
        var text = Option(name);
        if (text.Length == 0) return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ApiException.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    public bool DryRun
    {
        get
        {
            var value = Option("dryRun");
            return value switch
            {
                "" => false,
                "All" => true,
                _ => throw ApiException.InvalidOptions(
                    OptionsKind, "dryRun", "FieldValueNotSupported", $"Unsupported value: \"{value}\": supported values: \"All\""),
            };
        }
    }

    /// <summary>Adds a warning for the person behind the client.</summary>
    public void Warn(string text) => Http.Response.Headers.Append("Warning", $"299 - \"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

    private string OptionsKind => Http.Request.Method switch
    {
        "POST" => "CreateOptions",
        "PUT" => "UpdateOptions",
        "PATCH" => "PatchOptions",
        _ => "DeleteOptions",
    };

    /// <summary>Who writes, for managedFields: the option, or the first word of the User-Agent.</summary>
    public string FieldManager
    {
        get
        {
            var named = Option("fieldManager");
            if (named.Length > MaxFieldManager)
            {
                throw ApiException.InvalidOptions(
                    OptionsKind, "fieldManager", "FieldValueTooLong", $"Too long: must have at most {MaxFieldManager} characters");
            }
            if (named.Length > 0) return named;
            var agent = Http.Request.Headers.UserAgent.ToString();
            var end = agent.AsSpan().IndexOfAny('/', ' ');
            var product = end < 0 ? agent : agent[..end];
            return product.Length == 0 ? "unknown" : product;
        }
    }

    /// <summary>The server's default is Warn.</summary>
    public string FieldValidation => Option("fieldValidation") switch
    {
        "" => "Warn",
        "Strict" => "Strict",
        "Warn" => "Warn",
        "Ignore" => "Ignore",
        var other => throw ApiException.BadRequest($"fieldValidation: Unsupported value: \"{other}\": supported values: \"Ignore\", \"Strict\", \"Warn\""),
    };
}
