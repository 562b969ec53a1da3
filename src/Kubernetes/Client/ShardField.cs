namespace Loadline.Kubernetes.Client;

/// <summary>What a <see cref="ShardSelector"/> hashes.</summary>
public enum ShardField
{
    /// <summary><c>metadata.uid</c>: objects spread evenly.</summary>
    Uid,

    /// <summary><c>metadata.namespace</c>: a namespace stays together.</summary>
    Namespace,
}
