using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Client;

/// <summary>Kinds of watch events.</summary>
public enum WatchEventType
{
    /// <summary>The object appeared.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object went; carries its last state.</summary>
    Deleted,

    /// <summary>Only the version moved on.</summary>
    Bookmark,

    /// <summary>The stream failed; carries a status.</summary>
    Error,
}

/// <summary>One event of a watch stream.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object; null for errors.</param>
/// <param name="Status">The server's error; null otherwise (RF11).</param>
public readonly record struct WatchEvent(WatchEventType Type, KubeObject? Object, V1Status? Status);
