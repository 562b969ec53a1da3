using Loadline.Operator.Json;

namespace Loadline.Operator.Rendering;

/// <summary>
/// What the hub's API server or controllers wrote into a template's body and a member must decide for itself, per kind.
/// <c>metadata</c> and <c>status</c> are not here: <see cref="ManifestRenderer"/> treats them alike for all kinds.
/// </summary>
internal static class PruneRules
{
    private static readonly FieldRules PodTemplate = new FieldRules()
        .Drop("spec", "template", "metadata", "creationTimestamp");

    private static readonly FieldRules StatefulSet = new FieldRules()
        .Drop("spec", "template", "metadata", "creationTimestamp")
        .Drop("spec", "volumeClaimTemplates", "*", "metadata", "creationTimestamp")
        .Drop("spec", "volumeClaimTemplates", "*", "status");

    private static readonly FieldRules CronJob = new FieldRules()
        .Drop("spec", "jobTemplate", "metadata", "creationTimestamp")
        .Drop("spec", "jobTemplate", "spec", "template", "metadata", "creationTimestamp");

    // A member that removed a finished Job by itself would be given it anew and would run it again, so the time to live stays in the hub.
    private static readonly FieldRules JobWithManualSelector = new FieldRules()
        .Drop("spec", "template", "metadata", "creationTimestamp")
        .Drop("spec", "ttlSecondsAfterFinished");

    private static readonly FieldRules Job = new FieldRules()
        .Drop("spec", "template", "metadata", "creationTimestamp")
        .Drop("spec", "ttlSecondsAfterFinished")
        .Drop("spec", "selector")
        .Drop("spec", "template", "metadata", "labels", "controller-uid")
        .Drop("spec", "template", "metadata", "labels", "job-name")
        .Drop("spec", "template", "metadata", "labels", "batch.kubernetes.io/controller-uid")
        .Drop("spec", "template", "metadata", "labels", "batch.kubernetes.io/job-name");

    private static readonly FieldRules Pod = new FieldRules()
        .Drop("spec", "nodeName")
        // Computed by admission from priorityClassName; a value that differs from the member's own is refused there.
        .Drop("spec", "priority")
        // Only the ephemeralcontainers subresource may set these.
        .Drop("spec", "ephemeralContainers")
        .DropElements(IsServiceAccountToken, "spec", "volumes")
        .DropElements(IsServiceAccountMount, "spec", "containers", "*", "volumeMounts")
        .DropElements(IsServiceAccountMount, "spec", "initContainers", "*", "volumeMounts");

    private static readonly FieldRules Namespace = new FieldRules().Drop("spec");

    private static readonly FieldRules PersistentVolume = new FieldRules()
        .Drop("spec", "claimRef", "uid")
        .Drop("spec", "claimRef", "resourceVersion");

    private static readonly FieldRules PersistentVolumeClaim = new FieldRules().Drop("spec", "volumeName");

    private static readonly FieldRules ServiceKeepingAddresses = Service(dropAddresses: false, dropFamilies: false);
    private static readonly FieldRules ServiceDroppingAddresses = Service(dropAddresses: true, dropFamilies: false);
    private static readonly FieldRules ServiceDroppingFamilies = Service(dropAddresses: false, dropFamilies: true);
    private static readonly FieldRules ServiceDroppingBoth = Service(dropAddresses: true, dropFamilies: true);

    /// <summary>The rules for one template; some depend on what the template says.</summary>
    public static FieldRules For(TemplateKind kind, ReadOnlySpan<byte> template) => kind switch
    {
        TemplateKind.Deployment or TemplateKind.ReplicaSet or TemplateKind.DaemonSet => PodTemplate,
        TemplateKind.StatefulSet => StatefulSet,
        TemplateKind.CronJob => CronJob,
        TemplateKind.Job => JsonFields.IsTrue(template, "spec", "manualSelector") ? JobWithManualSelector : Job,
        TemplateKind.Pod => Pod,
        TemplateKind.Namespace => Namespace,
        TemplateKind.Service => ForService(template),
        TemplateKind.ServiceAccount => ForServiceAccount(template),
        TemplateKind.PersistentVolume => PersistentVolume,
        TemplateKind.PersistentVolumeClaim => ForClaim(template),
        _ => FieldRules.None,
    };

    private static FieldRules ForService(ReadOnlySpan<byte> template)
    {
        var dropAddresses = JsonFields.FindString(template, "spec", "clusterIP") != "None";
        // One family by the SingleStack default is what the hub happens to run; two families are what somebody asked for.
        var dropFamilies = JsonFields.FindString(template, "spec", "ipFamilyPolicy") is null or "SingleStack";
        return (dropAddresses, dropFamilies) switch
        {
            (true, true) => ServiceDroppingBoth,
            (true, false) => ServiceDroppingAddresses,
            (false, true) => ServiceDroppingFamilies,
            (false, false) => ServiceKeepingAddresses,
        };
    }

    private static FieldRules Service(bool dropAddresses, bool dropFamilies)
    {
        var rules = new FieldRules().Drop("spec", "ports", "*", "nodePort").Drop("spec", "healthCheckNodePort");
        if (dropAddresses) rules.Drop("spec", "clusterIP").Drop("spec", "clusterIPs");
        if (dropFamilies) rules.Drop("spec", "ipFamilies").Drop("spec", "ipFamilyPolicy");
        return rules;
    }

    private static FieldRules ForServiceAccount(ReadOnlySpan<byte> template)
    {
        if (JsonFields.Find(template, "secrets").IsEmpty && JsonFields.Find(template, "imagePullSecrets").IsEmpty) return FieldRules.None;
        var name = JsonFields.FindString(template, "metadata", "name");
        // Generated by the token controller (and by OpenShift's for its registry); what a user listed has other names.
        bool Generated(ReadOnlySpan<byte> reference) => JsonFields.FindString(reference, "name") is { } secret
            && (secret.StartsWith($"{name}-token-", StringComparison.Ordinal) || secret.StartsWith($"{name}-dockercfg-", StringComparison.Ordinal));
        return new FieldRules().DropElements(Generated, "secrets").DropElements(Generated, "imagePullSecrets");
    }

    // The binder marks a volumeName that it wrote itself; without the mark a user bound the claim to a volume by name.
    private static FieldRules ForClaim(ReadOnlySpan<byte> template) =>
        JsonFields.Find(template, "metadata", "annotations", "pv.kubernetes.io/bound-by-controller").IsEmpty ? FieldRules.None : PersistentVolumeClaim;

    private static bool IsServiceAccountToken(ReadOnlySpan<byte> volume) =>
        JsonFields.FindString(volume, "name") is { } name && name.StartsWith("kube-api-access-", StringComparison.Ordinal);

    private static bool IsServiceAccountMount(ReadOnlySpan<byte> mount) =>
        JsonFields.FindString(mount, "name") is { } name && name.StartsWith("kube-api-access-", StringComparison.Ordinal);
}
