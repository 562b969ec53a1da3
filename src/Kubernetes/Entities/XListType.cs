namespace Loadline.Kubernetes.Entities;

/// <summary>How server-side apply merges a list.</summary>
public enum XListType
{
    /// <summary>Replaced as a whole.</summary>
    Atomic,

    /// <summary>A set of unique scalars.</summary>
    Set,

    /// <summary>Items are identified by key fields.</summary>
    Map,
}
