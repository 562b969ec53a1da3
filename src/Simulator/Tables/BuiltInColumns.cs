using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Tables;

/// <summary>Columns of built-in kinds after NAME, as kubectl's users know them.</summary>
internal static class BuiltInColumns
{
    private static readonly TableColumn Age = new("Age", "string", (obj, now) => Tables.Age.Since(obj.Text("metadata", "creationTimestamp"), now));

    private static readonly TableColumn Containers = Wide("Containers", (obj, _) => PodSpecOf(obj, "name"));

    private static readonly TableColumn Images = Wide("Images", (obj, _) => PodSpecOf(obj, "image"));

    private static readonly TableColumn Selector = Wide("Selector", (obj, _) => SelectorOf(obj));

    public static IReadOnlyList<TableColumn> Of(ApiResource resource) => (resource.Group, resource.Plural) switch
    {
        ("", "pods") => PodColumns.All(Age),
        ("", "nodes") => NodeColumns.All(Age),
        ("", "namespaces") => [Text("Status", obj => obj.Text("status", "phase")), Age],
        ("", "configmaps") => [Count("Data", obj => Size(obj, "data") + Size(obj, "binaryData")), Age],
        ("", "secrets") => [Text("Type", obj => obj.Text("type")), Count("Data", obj => Size(obj, "data")), Age],
        ("", "services") => ServiceColumns.All(Age),
        ("", "events") or ("events.k8s.io", "events") => EventColumns.All(),
        ("", "persistentvolumeclaims") =>
        [
            Text("Status", obj => obj.Text("status", "phase")),
            Text("Volume", obj => obj.Text("spec", "volumeName")),
            Text("Capacity", obj => obj.At("status", "capacity", "storage")?.ToString()),
            Text("Access Modes", obj => string.Join(",", (obj.Arr("spec", "accessModes") ?? []).Select(AccessMode))),
            Text("StorageClass", obj => obj.Text("spec", "storageClassName")),
            Age,
        ],
        ("", "serviceaccounts") => [Count("Secrets", obj => obj.Arr("secrets")?.Count ?? 0), Age],
        ("apps", "deployments") =>
        [
            Text("Ready", obj => Ratio(obj.Number("status", "readyReplicas"), obj.Number("spec", "replicas"))),
            Count("Up-to-date", obj => obj.Number("status", "updatedReplicas")),
            Count("Available", obj => obj.Number("status", "availableReplicas")),
            Age, Containers, Images, Selector,
        ],
        ("apps", "replicasets") =>
        [
            Count("Desired", obj => obj.Number("spec", "replicas")),
            Count("Current", obj => obj.Number("status", "replicas")),
            Count("Ready", obj => obj.Number("status", "readyReplicas")),
            Age, Containers, Images, Selector,
        ],
        ("apps", "statefulsets") =>
            [Text("Ready", obj => Ratio(obj.Number("status", "readyReplicas"), obj.Number("spec", "replicas"))), Age, Containers, Images],
        ("apps", "daemonsets") =>
        [
            Count("Desired", obj => obj.Number("status", "desiredNumberScheduled")),
            Count("Current", obj => obj.Number("status", "currentNumberScheduled")),
            Count("Ready", obj => obj.Number("status", "numberReady")),
            Count("Up-to-date", obj => obj.Number("status", "updatedNumberScheduled")),
            Count("Available", obj => obj.Number("status", "numberAvailable")),
            Age, Containers, Images, Selector,
        ],
        ("batch", "jobs") => JobColumns.All(Age),
        ("batch", "cronjobs") =>
        [
            Text("Schedule", obj => obj.Text("spec", "schedule")),
            Text("Suspend", obj => obj.Flag("spec", "suspend") ? "True" : "False"),
            Count("Active", obj => obj.Arr("status", "active")?.Count ?? 0),
            new TableColumn("Last Schedule", "string", (obj, now) => obj.Text("status", "lastScheduleTime") is { } time ? Tables.Age.Since(time, now) : "<none>"),
            Age,
        ],
        ("networking.k8s.io", "ingresses") =>
        [
            Text("Class", obj => obj.Text("spec", "ingressClassName") ?? "<none>"),
            Text("Hosts", obj => string.Join(",", (obj.Arr("spec", "rules") ?? []).Select(rule => rule.Text("host") ?? "*"))),
            Text("Address", obj => ServiceColumns.Addresses(obj)),
            Text("Ports", obj => obj.Arr("spec", "tls") is { Count: > 0 } ? "80, 443" : "80"),
            Age,
        ],
        ("policy", "poddisruptionbudgets") =>
        [
            Text("Min Available", obj => obj.At("spec", "minAvailable")?.ToString() ?? "N/A"),
            Text("Max Unavailable", obj => obj.At("spec", "maxUnavailable")?.ToString() ?? "N/A"),
            Count("Allowed Disruptions", obj => obj.Number("status", "disruptionsAllowed")),
            Age,
        ],
        ("coordination.k8s.io", "leases") => [Text("Holder", obj => obj.Text("spec", "holderIdentity")), Age],
        ("apiextensions.k8s.io", "customresourcedefinitions") =>
            [new TableColumn("Created At", "date", (obj, _) => obj.Text("metadata", "creationTimestamp"))],
        ("rbac.authorization.k8s.io", "roles" or "clusterroles") =>
            [new TableColumn("Created At", "date", (obj, _) => obj.Text("metadata", "creationTimestamp"))],
        ("rbac.authorization.k8s.io", "rolebindings" or "clusterrolebindings") =>
            [Text("Role", obj => $"{obj.Text("roleRef", "kind")}/{obj.Text("roleRef", "name")}"), Age],
        _ => [Age],
    };

    internal static TableColumn Text(string name, Func<JsonObject, string?> read) => new(name, "string", (obj, _) => read(obj) ?? "");

    internal static TableColumn Count(string name, Func<JsonObject, long?> read) => new(name, "integer", (obj, _) => read(obj) ?? 0);

    internal static TableColumn Wide(string name, Func<JsonObject, DateTimeOffset, JsonNode?> read) => new(name, "string", read) { Priority = 1 };

    internal static string Ratio(long? part, long? whole) => string.Create(CultureInfo.InvariantCulture, $"{part ?? 0}/{whole ?? 0}");

    internal static string Labels(JsonObject? labels) =>
        labels is null or { Count: 0 } ? "<none>" : string.Join(",", labels.Select(label => $"{label.Key}={label.Value.Text()}"));

    private static string SelectorOf(JsonObject obj) => Labels(obj.Obj("spec", "selector", "matchLabels") ?? obj.Obj("spec", "selector"));

    private static string PodSpecOf(JsonObject obj, string field) =>
        string.Join(",", (obj.Arr("spec", "template", "spec", "containers") ?? []).Select(container => container.Text(field)));

    private static int Size(JsonObject obj, string field) => obj.Obj(field)?.Count ?? 0;

    private static string AccessMode(JsonNode? mode) => mode.Text() switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        var other => other ?? "",
    };
}
