using System.Text.Json;

namespace Loadline.Kubernetes.Models;

/// <summary>The API server's answer to a failed (or bodiless) request.</summary>
public sealed record V1Status
{
    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The failure in words.</summary>
    public string? Message { get; init; }

    /// <summary>Machine-readable cause, for example <c>AlreadyExists</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>HTTP status code.</summary>
    public int? Code { get; init; }

    /// <summary>More about the object and the causes.</summary>
    public V1StatusDetails? Details { get; init; }

    /// <summary>List metadata, where a server fills it.</summary>
    public JsonElement? Metadata { get; init; }
}
