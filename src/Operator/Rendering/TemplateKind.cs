namespace Loadline.Operator.Rendering;

/// <summary>The kinds that Loadline knows more about than how to copy them.</summary>
internal enum TemplateKind
{
    /// <summary>Copied as it is.</summary>
    Other,
    Deployment,
    StatefulSet,
    ReplicaSet,
    DaemonSet,
    Job,
    CronJob,
    Pod,
    Service,
    ServiceAccount,
    Secret,
    ConfigMap,
    Namespace,
    PersistentVolume,
    PersistentVolumeClaim,
    Ingress,
}

/// <summary>Recognises a kind from its API group and name.</summary>
internal static class TemplateKinds
{
    /// <summary>The known kind, or <see cref="TemplateKind.Other"/>. A custom resource that is only called like a known kind is not one.</summary>
    /// <param name="group">API group; empty for the core group.</param>
    /// <param name="kind">Kind, for example <c>Deployment</c>.</param>
    public static TemplateKind Of(string group, string kind) => (group, kind) switch
    {
        ("apps", "Deployment") => TemplateKind.Deployment,
        ("apps", "StatefulSet") => TemplateKind.StatefulSet,
        ("apps", "ReplicaSet") => TemplateKind.ReplicaSet,
        ("apps", "DaemonSet") => TemplateKind.DaemonSet,
        ("batch", "Job") => TemplateKind.Job,
        ("batch", "CronJob") => TemplateKind.CronJob,
        ("", "Pod") => TemplateKind.Pod,
        ("", "Service") => TemplateKind.Service,
        ("", "ServiceAccount") => TemplateKind.ServiceAccount,
        ("", "Secret") => TemplateKind.Secret,
        ("", "ConfigMap") => TemplateKind.ConfigMap,
        ("", "Namespace") => TemplateKind.Namespace,
        ("", "PersistentVolume") => TemplateKind.PersistentVolume,
        ("", "PersistentVolumeClaim") => TemplateKind.PersistentVolumeClaim,
        ("networking.k8s.io", "Ingress") => TemplateKind.Ingress,
        _ => TemplateKind.Other,
    };

    /// <summary>The API group of an <c>apiVersion</c>: <c>apps/v1</c> gives <c>apps</c>, <c>v1</c> gives the empty core group.</summary>
    public static string GroupOf(string apiVersion) =>
        apiVersion.IndexOf('/') is var slash and >= 0 ? apiVersion[..slash] : "";

    /// <summary>Whether a kind's replicas are divided over the members; every other kind is copied whole.</summary>
    public static bool IsDivisible(TemplateKind kind) =>
        kind is TemplateKind.Deployment or TemplateKind.StatefulSet or TemplateKind.ReplicaSet or TemplateKind.Job;
}
