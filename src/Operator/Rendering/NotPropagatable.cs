using Loadline.Crds;
using Loadline.Operator.Json;

namespace Loadline.Operator.Rendering;

/// <summary>Objects that belong to one cluster alone: a copy in another would be useless there or would break it.</summary>
internal static class NotPropagatable
{
    /// <summary>Why the template must not go to any member, as a sentence for the user; null when it may.</summary>
    /// <param name="apiVersion">For example <c>v1</c>.</param>
    /// <param name="kind">For example <c>Secret</c>.</param>
    /// <param name="template">The template, UTF-8 JSON.</param>
    public static string? Reason(string apiVersion, string kind, ReadOnlySpan<byte> template)
    {
        var group = TemplateKinds.GroupOf(apiVersion);
        if (group == WellKnown.Group) return $"{kind} is part of Loadline's own configuration of the hub";
        if ((group, kind) is ("", "Node") or ("", "Event") or ("events.k8s.io", "Event") or ("coordination.k8s.io", "Lease"))
            return $"a {kind} describes one cluster and means nothing in another";

        return TemplateKinds.Of(group, kind) switch
        {
            TemplateKind.Secret when JsonFields.FindString(template, "type") == "kubernetes.io/service-account-token" =>
                "a service account token is signed for the cluster that issued it; each member issues its own",
            TemplateKind.ConfigMap when JsonFields.FindString(template, "metadata", "name") == "kube-root-ca.crt" =>
                "kube-root-ca.crt holds the CA of the cluster that it is in; replacing it would cut a member's pods off from their API server",
            TemplateKind.Service when JsonFields.FindString(template, "metadata", "name") == "kubernetes"
                && JsonFields.FindString(template, "metadata", "namespace") == "default" =>
                "default/kubernetes is the address of a cluster's own API server",
            _ => null,
        };
    }
}
