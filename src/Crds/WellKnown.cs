namespace Loadline.Crds;

/// <summary>Names that users, dashboards and other programs may rely on.</summary>
public static class WellKnown
{
    /// <summary>API group of every Loadline kind.</summary>
    public const string Group = "loadline.io";

    /// <summary>API version.</summary>
    public const string Version = "v1alpha1";

    /// <summary>Group and version, as <c>apiVersion</c> spells them.</summary>
    public const string GroupVersion = Group + "/" + Version;

    /// <summary>kubectl category of every Loadline kind.</summary>
    public const string Category = "loadline";

    /// <summary>Label on every object that Loadline put into a member; value <c>"true"</c>. Objects without it are never changed or deleted.</summary>
    public const string ManagedLabel = "loadline.io/managed";

    /// <summary>Label of hub namespaces that hold templates only; value <c>"true"</c>. Pods are refused in them.</summary>
    public const string TemplatesLabel = "loadline.io/templates";

    /// <summary>Value of the labels and annotations that are switches.</summary>
    public const string True = "true";

    /// <summary>Annotation on a member's object: uid of the binding that it belongs to.</summary>
    public const string BindingUidAnnotation = "loadline.io/binding-uid";

    /// <summary>Annotation on a member's object: id of the hub that put it there. Another hub's objects are never touched.</summary>
    public const string HubIdAnnotation = "loadline.io/hub-id";

    /// <summary>Annotation on a member's object and on a binding: the policy, as <c>namespace/name</c>, or <c>name</c> for a cluster-wide one.</summary>
    public const string PolicyAnnotation = "loadline.io/policy";

    /// <summary>Annotation on a member's object: hash of the manifest as rendered, which tells drift from a pending change.</summary>
    public const string RenderedHashAnnotation = "loadline.io/rendered-hash";

    /// <summary>Annotation on a template or policy: RFC 3339 time until which nothing is written to members for it. Without a readable time nothing is until that is mended.</summary>
    public const string PauseUntilAnnotation = "loadline.io/pause-until";

    /// <summary>
    /// Annotation on a policy or a MemberCluster: RFC 3339 time at which somebody agreed to its removals. Ten minutes from then on the removal breaker lets
    /// them pass.
    /// </summary>
    public const string AcknowledgeRemovalsAnnotation = "loadline.io/acknowledge-removals";

    /// <summary>Annotation on a MemberCluster that is being removed: with the value <c>"true"</c> what was placed in the member is left behind.</summary>
    public const string AbandonAnnotation = "loadline.io/abandon";

    /// <summary>Annotation on a template: no policy matches it while the value is <c>"true"</c>.</summary>
    public const string IgnoreAnnotation = "loadline.io/ignore";

    /// <summary>Finalizer that keeps a binding until its objects in the members are gone.</summary>
    public const string CleanupFinalizer = "loadline.io/cleanup";

    /// <summary>Field manager of specs and of objects in members.</summary>
    public const string FieldManager = "loadline";

    /// <summary>Field manager of status.</summary>
    public const string StatusFieldManager = "loadline-status";

    /// <summary>Taint key of a member whose API answers but reports itself not ready.</summary>
    public const string NotReadyTaint = "loadline.io/not-ready";

    /// <summary>Taint key of a member that cannot be reached.</summary>
    public const string UnreachableTaint = "loadline.io/unreachable";

    /// <summary>Key of a member's Secret: bearer token.</summary>
    public const string SecretTokenKey = "token";

    /// <summary>Key of a member's Secret: PEM certificates that the member's API server is verified against. <c>ca.crt</c> is read too.</summary>
    public const string SecretCaBundleKey = "caBundle";

    /// <summary>Key of a member's Secret: a whole kubeconfig, instead of a token.</summary>
    public const string SecretKubeconfigKey = "kubeconfig";
}
