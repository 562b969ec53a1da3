namespace Loadline.Kubernetes.Entities;

/// <summary>Whether objects of a kind live in a namespace.</summary>
public enum EntityScope
{
    /// <summary>Objects live in namespaces.</summary>
    Namespaced,

    /// <summary>Objects live beside namespaces.</summary>
    Cluster,
}
