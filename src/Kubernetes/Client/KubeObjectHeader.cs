namespace Loadline.Kubernetes.Client;

/// <summary>What is read from an object when it is decoded.</summary>
internal readonly record struct KubeObjectHeader(
    string ApiVersion,
    string Kind,
    string Name,
    string? Namespace,
    string Uid,
    string ResourceVersion,
    long Generation,
    bool IsDeleting,
    JsonRange Metadata,
    JsonRange Labels,
    JsonRange Annotations,
    JsonRange Finalizers,
    JsonRange Spec,
    JsonRange Status);
