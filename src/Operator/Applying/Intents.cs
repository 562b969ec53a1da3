using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Operator.Binding;
using Loadline.Operator.Rendering;

namespace Loadline.Operator.Applying;

/// <summary>Stage 3 as the operator calls it: what a member shall hold of a template.</summary>
internal sealed class Intents(string hubId)
{
    /// <summary>The manifest for one member.</summary>
    public RenderedManifest Render(KubeObject template, TemplateKey key, BindingView binding, string member, int? replicas) =>
        ManifestRenderer.Render(new RenderInput
        {
            Template = template.Json,
            ApiVersion = key.Resource.ApiVersion,
            Kind = key.Resource.Kind,
            Replicas = replicas,
            Completions = CompletionsOf(template, key, binding, member),
            BindingUid = binding.Uid,
            Policy = binding.Object.Annotation(WellKnown.PolicyAnnotation) ?? "",
            HubId = hubId,
        });

    /// <summary>A Job's completions are divided as its parallelism is.</summary>
    private static int? CompletionsOf(KubeObject template, TemplateKey key, BindingView binding, string member)
    {
        if (template.Kind != "Job" || binding.Spec.Replicas is null) return null;
        if (WorkloadInterpreter.Read(template.Json, key.Resource.Group, template.Kind).Completions is not { } total) return null;
        var targets = binding.Spec.Clusters ?? [];
        var shares = JobCompletions.Divide(total, [.. targets.Select(static t => t.Replicas ?? 0)]);
        for (var i = 0; i < targets.Count; i++)
            if (targets[i].Name == member) return shares[i];
        return null;
    }
}
