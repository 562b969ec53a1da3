using System.Text.Json;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Json;

namespace Loadline.Operator.Rendering;

/// <summary>Reads from a template what placement needs to know of it.</summary>
internal static class WorkloadInterpreter
{
    /// <summary>The facts of one template.</summary>
    /// <param name="template">UTF-8 JSON as the hub's API server returns it.</param>
    /// <param name="group">API group; empty for the core group.</param>
    /// <param name="kind">Kind, for example <c>Deployment</c>.</param>
    /// <exception cref="JsonException">The template is not JSON.</exception>
    public static WorkloadFacts Read(ReadOnlyMemory<byte> template, string group, string kind)
    {
        var known = TemplateKinds.Of(group, kind);
        if (!TemplateKinds.IsDivisible(known)) return WorkloadFacts.Indivisible;
        var spec = JsonFields.Find(template.Span, "spec");
        var isJob = known == TemplateKind.Job;
        var facts = new WorkloadFacts
        {
            Divisible = true,
            Replicas = (int)(JsonFields.FindInteger(spec, isJob ? "parallelism" : "replicas") ?? 1),
            Completions = isJob ? (int?)JsonFields.FindInteger(spec, "completions") : null,
        };

        facts = facts with { PodSelector = isJob ? PodSelector.OfJob(JsonFields.FindString(template.Span, "metadata", "name")) : Selector(JsonFields.Find(spec, "selector")) };
        var podSpec = JsonFields.Find(spec, "template", "spec");
        return podSpec.IsEmpty ? facts : WithPod(facts, podSpec);
    }

    private static string? Selector(ReadOnlySpan<byte> selector)
    {
        if (selector.IsEmpty) return null;
        var reader = new Utf8JsonReader(selector);
        using var document = JsonDocument.ParseValue(ref reader);
        return PodSelector.Of(document.RootElement);
    }

    private static WorkloadFacts WithPod(WorkloadFacts facts, ReadOnlySpan<byte> podSpec)
    {
        var reader = new Utf8JsonReader(podSpec);
        using var document = JsonDocument.ParseValue(ref reader);
        var pod = document.RootElement;
        return facts with
        {
            Requests = PodRequests.Of(pod),
            CpuLimit = PodRequests.CpuLimitOf(pod),
            NodeSelector = ReadNodeSelector(pod),
            Tolerations = ReadTolerations(pod),
            PriorityClass = pod.TryGetProperty("priorityClassName"u8, out var name) ? name.GetString() : null,
        };
    }

    private static KeyValuePair<string, string>[] ReadNodeSelector(JsonElement pod)
    {
        if (!pod.TryGetProperty("nodeSelector"u8, out var selector) || selector.ValueKind != JsonValueKind.Object) return [];
        return [.. selector.EnumerateObject()
            .Select(label => KeyValuePair.Create(label.Name, label.Value.GetString() ?? ""))
            .OrderBy(label => label.Key, StringComparer.Ordinal)];
    }

    private static V1Toleration[] ReadTolerations(JsonElement pod)
    {
        if (!pod.TryGetProperty("tolerations"u8, out var tolerations) || tolerations.ValueKind != JsonValueKind.Array) return [];
        return [.. tolerations.EnumerateArray().Select(toleration => new V1Toleration
        {
            Key = Text(toleration, "key"),
            Operator = Text(toleration, "operator"),
            Value = Text(toleration, "value"),
            Effect = Text(toleration, "effect"),
            TolerationSeconds = toleration.TryGetProperty("tolerationSeconds"u8, out var seconds) && seconds.TryGetInt64(out var value) ? value : null,
        })];
    }

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetString() : null;
}
