using System.Net;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Client;

/// <summary>The API server refused a request; carries what it said.</summary>
public sealed class StatusException : Exception
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>Creates the error from the server's answer.</summary>
    /// <param name="status">The server's Status object; synthesised when the body was not one.</param>
    /// <param name="code">HTTP status code.</param>
    /// <param name="retryAfter">How long the server asked to wait; null when it did not say.</param>
    /// <param name="longest">Longest wait that a server may ask for; null for 30 s.</param>
    public StatusException(V1Status status, HttpStatusCode code, TimeSpan? retryAfter = null, TimeSpan? longest = null)
        : base(string.IsNullOrEmpty(status.Message) ? $"the server answered {(int)code} {code}" : status.Message)
    {
        Status = status;
        Code = code;
        var (asked, most) = (retryAfter ?? (status.Details?.RetryAfterSeconds is { } s and > 0 ? TimeSpan.FromSeconds(s) : null), longest ?? LongestRetryAfter);
        RetryAfter = asked > most ? most : asked;
    }

    /// <summary>The server's answer.</summary>
    public V1Status Status { get; }

    /// <summary>HTTP status code.</summary>
    public HttpStatusCode Code { get; }

    /// <summary>How long the server asked to wait, up to a limit: nobody is silenced for long.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Machine-readable cause, for example <c>AlreadyExists</c>; empty when the server gave none.</summary>
    public string Reason => Status.Reason ?? "";

    /// <summary>404.</summary>
    public bool IsNotFound => Code == HttpStatusCode.NotFound;

    /// <summary>409 because the object exists or changed.</summary>
    public bool IsConflict => Code == HttpStatusCode.Conflict;

    /// <summary>409 because the object exists already.</summary>
    public bool IsAlreadyExists => IsConflict && Reason == "AlreadyExists";

    /// <summary>410, or an expired resource version or page token (RF2, RF3).</summary>
    public bool IsExpired => Code == HttpStatusCode.Gone || Reason is "Expired" or "Gone";

    /// <summary>The asked resourceVersion is ahead of the server (RF2).</summary>
    public bool IsResourceVersionTooLarge =>
        Status.Details?.Causes?.Any(static c => c.Reason == "ResourceVersionTooLarge") == true
        || (Code == HttpStatusCode.GatewayTimeout && Message.Contains("Too large resource version", StringComparison.Ordinal));

    /// <summary>A 404 whose missing object is the namespace of the request.</summary>
    public bool IsNamespaceMissing(string ns) =>
        IsNotFound && Status.Details is { Kind: "namespaces" } details && (details.Name is null || details.Name == ns);
}
