using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Tables;

internal static class EventColumns
{
    public static IReadOnlyList<TableColumn> All() =>
    [
        new TableColumn("Last Seen", "string", (obj, now) => Age.Since(LastSeen(obj), now)),
        BuiltInColumns.Text("Type", obj => obj.Text("type")),
        BuiltInColumns.Text("Reason", obj => obj.Text("reason")),
        BuiltInColumns.Text("Object", About),
        BuiltInColumns.Text("Message", obj => (obj.Text("message") ?? obj.Text("note"))?.Trim()),
    ];

    private static string? LastSeen(JsonObject obj) =>
        obj.Text("series", "lastObservedTime") ?? obj.Text("lastTimestamp") ?? obj.Text("deprecatedLastTimestamp") ?? obj.Text("eventTime")
        ?? obj.Text("metadata", "creationTimestamp");

    private static string About(JsonObject obj)
    {
        var about = obj.Obj("involvedObject") ?? obj.Obj("regarding");
        return $"{about.Text("kind")?.ToLowerInvariant()}/{about.Text("name")}";
    }
}
