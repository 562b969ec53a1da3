namespace Loadline.Kubernetes.Entities;

/// <summary>How server-side apply merges an object.</summary>
public enum XMapType
{
    /// <summary>Field by field.</summary>
    Granular,

    /// <summary>Replaced as a whole.</summary>
    Atomic,
}
