using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Where an image is.</summary>
public sealed record ImagePredicate
{
    /// <summary>JSON pointer (RFC 6901) of the image field.</summary>
    [Length(1, Limits.Path)]
    [Pattern("^/")]
    public required string Path { get; init; }
}
