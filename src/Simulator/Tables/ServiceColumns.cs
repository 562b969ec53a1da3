using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Tables;

internal static class ServiceColumns
{
    public static IReadOnlyList<TableColumn> All(TableColumn age) =>
    [
        BuiltInColumns.Text("Type", obj => obj.Text("spec", "type")),
        BuiltInColumns.Text("Cluster-IP", obj => obj.Text("spec", "clusterIP") ?? "<none>"),
        BuiltInColumns.Text("External-IP", ExternalAddress),
        BuiltInColumns.Text("Port(s)", Ports),
        age,
        BuiltInColumns.Wide("Selector", (obj, _) => BuiltInColumns.Labels(obj.Obj("spec", "selector"))),
    ];

    /// <summary>Load balancer addresses of a Service or an Ingress.</summary>
    public static string Addresses(JsonObject obj) =>
        string.Join(",", (obj.Arr("status", "loadBalancer", "ingress") ?? []).Select(one => one.Text("ip") ?? one.Text("hostname")));

    private static string ExternalAddress(JsonObject service) => service.Text("spec", "type") switch
    {
        "ExternalName" => service.Text("spec", "externalName") ?? "<none>",
        "LoadBalancer" => Addresses(service) is { Length: > 0 } addresses ? addresses : "<pending>",
        _ => "<none>",
    };

    private static string Ports(JsonObject service)
    {
        var ports = (service.Arr("spec", "ports") ?? []).Select(port => port.Number("nodePort") is { } node and > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{port.Number("port")}:{node}/{port.Text("protocol")}")
            : string.Create(CultureInfo.InvariantCulture, $"{port.Number("port")}/{port.Text("protocol")}")).ToList();
        return ports.Count == 0 ? "<none>" : string.Join(",", ports);
    }
}
