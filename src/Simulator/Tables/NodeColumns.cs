using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Tables;

internal static class NodeColumns
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static IReadOnlyList<TableColumn> All(TableColumn age) =>
    [
        BuiltInColumns.Text("Status", Status),
        BuiltInColumns.Text("Roles", Roles),
        age,
        BuiltInColumns.Text("Version", obj => obj.Text("status", "nodeInfo", "kubeletVersion")),
        BuiltInColumns.Wide("Internal-IP", (obj, _) => Address(obj, "InternalIP")),
        BuiltInColumns.Wide("External-IP", (obj, _) => Address(obj, "ExternalIP")),
        BuiltInColumns.Wide("OS-Image", (obj, _) => obj.Text("status", "nodeInfo", "osImage") ?? "<unknown>"),
        BuiltInColumns.Wide("Kernel-Version", (obj, _) => obj.Text("status", "nodeInfo", "kernelVersion") ?? "<unknown>"),
        BuiltInColumns.Wide("Container-Runtime", (obj, _) => obj.Text("status", "nodeInfo", "containerRuntimeVersion") ?? "<unknown>"),
    ];

    private static string Status(JsonObject node)
    {
        var ready = (node.Arr("status", "conditions") ?? []).FirstOrDefault(condition => condition.Text("type") == "Ready").Text("status");
        var text = ready switch { "True" => "Ready", null => "Unknown", _ => "NotReady" };
        return node.Flag("spec", "unschedulable") ? text + ",SchedulingDisabled" : text;
    }

    private static string Roles(JsonObject node)
    {
        var roles = (node.Obj("metadata", "labels") ?? [])
            .Where(label => label.Key.StartsWith(RolePrefix, StringComparison.Ordinal))
            .Select(label => label.Key[RolePrefix.Length..])
            .ToList();
        return roles.Count == 0 ? "<none>" : string.Join(",", roles);
    }

    private static string Address(JsonObject node, string type) =>
        (node.Arr("status", "addresses") ?? []).FirstOrDefault(address => address.Text("type") == type).Text("address") ?? "<none>";
}
