using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Tables;

internal static class PodColumns
{
    public static IReadOnlyList<TableColumn> All(TableColumn age) =>
    [
        BuiltInColumns.Text("Ready", obj => BuiltInColumns.Ratio(Ready(obj), obj.Arr("spec", "containers")?.Count)),
        BuiltInColumns.Text("Status", Status),
        BuiltInColumns.Text("Restarts", obj => (obj.Arr("status", "containerStatuses") ?? []).Sum(status => status.Number("restartCount") ?? 0).Invariant()),
        age,
        BuiltInColumns.Wide("IP", (obj, _) => obj.Text("status", "podIP") ?? "<none>"),
        BuiltInColumns.Wide("Node", (obj, _) => obj.Text("spec", "nodeName") ?? "<none>"),
        BuiltInColumns.Wide("Nominated Node", (obj, _) => obj.Text("status", "nominatedNodeName") ?? "<none>"),
        BuiltInColumns.Wide("Readiness Gates", (_, _) => "<none>"),
    ];

    private static int Ready(JsonObject pod) => (pod.Arr("status", "containerStatuses") ?? []).Count(status => status.Flag("ready"));

    private static string Status(JsonObject pod) => pod.Text("metadata", "deletionTimestamp") is not null
        ? "Terminating"
        : pod.Text("status", "reason") ?? pod.Text("status", "phase") switch { "Succeeded" => "Completed", "Failed" => "Error", var phase => phase ?? "" };
}
