using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Tables;

internal static class JobColumns
{
    public static IReadOnlyList<TableColumn> All(TableColumn age) =>
    [
        BuiltInColumns.Text("Status", Status),
        BuiltInColumns.Text("Completions", obj => BuiltInColumns.Ratio(obj.Number("status", "succeeded"), obj.Number("spec", "completions") ?? 1)),
        new TableColumn("Duration", "string", (obj, now) => Duration(obj, now)),
        age,
    ];

    private static string Status(JsonObject job)
    {
        string? True(string type) => (job.Arr("status", "conditions") ?? []).Any(one => one.Text("type") == type && one.Text("status") == "True") ? type : null;
        return True("Complete") ?? True("Failed") ?? (job.Text("metadata", "deletionTimestamp") is not null ? "Terminating" : True("Suspended") ?? "Running");
    }

    private static string Duration(JsonObject job, DateTimeOffset now)
    {
        if (job.Text("status", "startTime") is not { } start) return "";
        var end = job.Text("status", "completionTime") is { } done ? DateTimeOffset.Parse(done, CultureInfo.InvariantCulture) : now;
        return Age.Human(end - DateTimeOffset.Parse(start, CultureInfo.InvariantCulture));
    }
}
