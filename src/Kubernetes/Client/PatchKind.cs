namespace Loadline.Kubernetes.Client;

/// <summary>Patch formats.</summary>
public enum PatchKind
{
    /// <summary>Server-side apply (SA1).</summary>
    Apply,

    /// <summary>JSON merge patch, RFC 7396.</summary>
    Merge,

    /// <summary>JSON patch, RFC 6902.</summary>
    Json,

    /// <summary>Strategic merge patch; built-in kinds only.</summary>
    Strategic,
}
