using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>Selects templates by kind and, if given, by namespace, name or labels.</summary>
public sealed record ResourceSelector
{
    /// <summary>Group and version, for example apps/v1.</summary>
    [Length(1, Limits.Name)]
    public required string ApiVersion { get; init; }

    /// <summary>Kind, for example Deployment.</summary>
    [Length(1, Limits.Kind)]
    public required string Kind { get; init; }

    /// <summary>Namespace. In a namespaced policy it is the policy's own; in a cluster policy, leaving it out selects in every namespace.</summary>
    [Length(max: Limits.DnsLabel)]
    public string? Namespace { get; init; }

    /// <summary>Name. When given, the label selector is not looked at.</summary>
    [Length(max: Limits.Name)]
    public string? Name { get; init; }

    /// <summary>Labels of the templates. Leaving out both name and labels selects all of the kind.</summary>
    public V1LabelSelector? LabelSelector { get; init; }
}
