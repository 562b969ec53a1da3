using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;
using Loadline.Simulator.Selectors;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>
/// metrics.k8s.io, computed when asked: a running pod uses a share of its requests, a node what its pods use plus the background load.
/// </summary>
internal sealed class MetricsApi(ServerContext server, LoadModel load)
{
    public const string Group = "metrics.k8s.io";

    private static readonly GroupResource Nodes = new("", "nodes");

    public Task RunAsync(ApiCall call)
    {
        var source = call.Resource.Plural == "nodes" ? Nodes : PodIndex.Pods;
        if (call.Name.Length > 0)
        {
            var stored = server.Store.Find(source, call.Key);
            if (stored is null || !IsMeasured(stored)) throw ApiException.NotFound(new GroupResource(Group, call.Resource.Plural), call.Name);
            return JsonResponse.WriteAsync(call.Http, 200, Measure(stored));
        }
        var selection = Selection.From(call);
        return JsonResponse.WriteAsync(call.Http, 200, new JsonObject
        {
            ["kind"] = call.Resource.Kind + "List",
            ["apiVersion"] = call.Resource.ApiVersion,
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. server.Store.Snapshot(source).Range(call.Namespace, null).Where(selection.Matches).Where(IsMeasured).Select(Measure)]),
        });
    }

    private static bool IsMeasured(StoredObject stored) => stored.Resource == Nodes || PodView.From(stored) is { Phase: "Running" };

    private JsonObject Measure(StoredObject stored)
    {
        var metadata = new JsonObject { ["name"] = stored.Key.Name };
        if (stored.Key.Namespace.Length > 0) metadata["namespace"] = stored.Key.Namespace;
        metadata["creationTimestamp"] = server.Now.Rfc3339();
        if (stored.Labels.Length > 0) metadata["labels"] = new JsonObject(stored.Labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)));
        var isNode = stored.Resource == Nodes;
        var measured = new JsonObject
        {
            ["kind"] = isNode ? "NodeMetrics" : "PodMetrics",
            ["apiVersion"] = Group + "/v1beta1",
            ["metadata"] = metadata,
            ["timestamp"] = server.Now.Rfc3339(),
            ["window"] = "20s",
        };
        if (isNode) measured["usage"] = Usage(NodeUsage(stored));
        else measured["containers"] = new JsonArray([.. (stored.Parse().Arr("spec", "containers") ?? []).Select(Container)]);
        return measured;
    }

    private JsonObject Container(JsonNode? container) => new()
    {
        ["name"] = container.Text("name"),
        ["usage"] = Usage(Used(PodResources.From(container.Obj("resources", "requests")))),
    };

    private PodResources NodeUsage(StoredObject node)
    {
        var capacity = PodResources.From(node.Parse().Obj("status", "allocatable"));
        var used = new PodResources((long)(capacity.MilliCpu * load.BackgroundCpuRatio), 0);
        foreach (var pod in server.Store.Snapshot(PodIndex.Pods).Objects.Select(PodView.From))
        {
            if (pod.Node == node.Key.Name && pod.Phase == "Running") used += Used(pod.Requests);
        }
        return new PodResources(Math.Min(used.MilliCpu, capacity.MilliCpu), Math.Min(used.Memory, capacity.Memory));
    }

    private PodResources Used(PodResources requests) =>
        new((long)(requests.MilliCpu * load.PodUsageRatio), (long)(requests.Memory * load.PodUsageRatio));

    private static JsonObject Usage(PodResources used) => new()
    {
        ["cpu"] = string.Create(CultureInfo.InvariantCulture, $"{used.MilliCpu * 1_000_000}n"),
        ["memory"] = string.Create(CultureInfo.InvariantCulture, $"{used.Memory / 1024}Ki"),
    };
}
