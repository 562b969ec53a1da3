using System.Text.Json;
using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>State of a template in one member.</summary>
public sealed record AggregatedStatusItem
{
    /// <summary>The member.</summary>
    [Length(1, Limits.ClusterName)]
    public required string ClusterName { get; init; }

    /// <summary>Whether the member holds what was last decided.</summary>
    public bool? Applied { get; init; }

    /// <summary>Why not.</summary>
    [Length(max: Limits.Message)]
    public string? AppliedMessage { get; init; }

    /// <summary>Healthy, Unhealthy or Unknown.</summary>
    [EnumValues("Healthy", "Unhealthy", "Unknown")]
    public string? Health { get; init; }

    /// <summary>The object's status in the member, reduced to what matters for its kind.</summary>
    public JsonElement? Status { get; init; }
}
