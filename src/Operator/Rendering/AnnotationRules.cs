using Loadline.Crds;

namespace Loadline.Operator.Rendering;

/// <summary>Which annotations of a template speak about the hub and so do not go to a member.</summary>
internal static class AnnotationRules
{
    /// <summary>Every label and annotation of Loadline starts with this.</summary>
    public const string OwnPrefix = WellKnown.Group + "/";

    /// <summary>Whether the annotation is left out.</summary>
    public static bool Dropped(TemplateKind kind, string key) =>
        key.StartsWith(OwnPrefix, StringComparison.Ordinal)
        || key is "kubectl.kubernetes.io/last-applied-configuration"
        || kind switch
        {
            TemplateKind.Deployment or TemplateKind.ReplicaSet => key.StartsWith("deployment.kubernetes.io/", StringComparison.Ordinal),
            TemplateKind.DaemonSet => key is "deprecated.daemonset.template.generation",
            TemplateKind.Job => key is "batch.kubernetes.io/job-tracking",
            TemplateKind.PersistentVolumeClaim => WrittenByBinder(key),
            TemplateKind.PersistentVolume => key is "pv.kubernetes.io/bound-by-controller",
            _ => false,
        };

    // volume.beta.kubernetes.io/storage-class shares the domain but is the user's choice of a class.
    private static bool WrittenByBinder(string key) =>
        key.StartsWith("pv.kubernetes.io/", StringComparison.Ordinal)
        || (key.StartsWith("volume.", StringComparison.Ordinal)
            && key.AsSpan(0, Math.Max(key.IndexOf('/'), 0)) is "volume.kubernetes.io" or "volume.beta.kubernetes.io"
            && !key.EndsWith("/storage-class", StringComparison.Ordinal));
}
