using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

/// <summary>Defaults and checks of a pod spec, as far as people see them in <c>kubectl get -o yaml</c>.</summary>
internal static class PodTemplateDefaults
{
    public static void Apply(JsonObject podSpec, string restartPolicy)
    {
        podSpec.Default("restartPolicy", restartPolicy);
        podSpec.Default("terminationGracePeriodSeconds", 30);
        podSpec.Default("dnsPolicy", "ClusterFirst");
        podSpec.Default("securityContext", new JsonObject());
        podSpec.Default("schedulerName", "default-scheduler");
        foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
        {
            foreach (var container in podSpec.Arr(list)?.OfType<JsonObject>() ?? []) DefaultContainer(container);
        }
    }

    public static IEnumerable<StatusCause> Validate(JsonObject? podSpec, string path)
    {
        var containers = podSpec.Arr("containers");
        if (containers is null || containers.Count == 0)
        {
            yield return Causes.Required($"{path}.containers");
            yield break;
        }
        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i].Text("name") is not { Length: > 0 }) yield return Causes.Required($"{path}.containers[{i}].name");
            if (containers[i].Text("image") is not { Length: > 0 }) yield return Causes.Required($"{path}.containers[{i}].image");
        }
    }

    private static void DefaultContainer(JsonObject container)
    {
        var image = container.Text("image") ?? "";
        var latest = image.EndsWith(":latest", StringComparison.Ordinal) || !image[(image.LastIndexOf('/') + 1)..].AsSpan().ContainsAny(':', '@');
        container.Default("imagePullPolicy", latest ? "Always" : "IfNotPresent");
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        container.Default("resources", new JsonObject());
        foreach (var port in container.Arr("ports")?.OfType<JsonObject>() ?? []) port.Default("protocol", "TCP");
        DefaultRequests(container.Obj("resources")!);
    }

    // A limit without a request is a request.
    private static void DefaultRequests(JsonObject resources)
    {
        foreach (var limit in resources.Obj("limits") ?? [])
        {
            if (limit.Value is not null) resources.Ensure("requests").Default(limit.Key, limit.Value.DeepClone());
        }
    }
}
