using System.Text.Json;

namespace Loadline.Operator.Observing;

/// <summary>
/// The status of a Job over all members, within the API server's rules for it: a finished Job never changes again, counts of finished
/// pods never fall, the start never moves, Complete comes with SuccessCriteriaMet and Failed with FailureTarget and without active pods.
/// </summary>
internal static class JobStatus
{
    private static readonly string[] RunningCounts = ["active", "ready"];
    private static readonly string[] FinishedCounts = ["succeeded", "failed"];

    /// <summary>The status, or null when the template says so already.</summary>
    public static byte[]? Aggregate(ReadOnlySpan<byte> templateStatus, IReadOnlyList<MemberReport> reports)
    {
        if (reports.Count == 0) return null;
        using var document = StatusJson.Parse(templateStatus);
        var before = document.RootElement;
        var conditions = StatusJson.Conditions(before);
        if ((StatusJson.TrueCondition(conditions, "Complete") ?? StatusJson.TrueCondition(conditions, "Failed")) is not null) return null;

        var documents = reports.Where(static report => !report.Status.IsEmpty)
            .Select(static report => (report.Cluster, Status: StatusJson.Parse(report.Status.Span))).ToArray();
        try
        {
            var members = documents.Select(static member => (member.Cluster, Status: member.Status.RootElement)).ToArray();
            var status = StatusJson.Write(writer => Write(writer, before, conditions, members, JobOutcome.Of(members, reports.Count)));
            return Says(before, status) ? null : status;
        }
        finally
        {
            foreach (var member in documents) member.Status.Dispose();
        }
    }

    private static void Write(
        Utf8JsonWriter writer, JsonElement before, JsonElement[] conditions, (string Cluster, JsonElement Status)[] members, JobOutcome outcome)
    {
        foreach (var field in RunningCounts) writer.WriteNumber(field, members.Sum(member => StatusJson.Number(member.Status, field)));
        foreach (var field in FinishedCounts)
            writer.WriteNumber(field, Math.Max(members.Sum(member => StatusJson.Number(member.Status, field)), StatusJson.Number(before, field)));

        var start = StatusJson.Text(before, "startTime") ?? members.Min(static member => StatusJson.Text(member.Status, "startTime"));
        if (start is not null) writer.WriteString("startTime"u8, start);
        if (outcome.CompletionTime is not null) writer.WriteString("completionTime"u8, outcome.CompletionTime);

        writer.WriteStartArray("conditions"u8);
        foreach (var condition in conditions)
            if (!outcome.Conditions.Contains(StatusJson.Text(condition, "type"))) condition.WriteTo(writer);
        outcome.Write(writer);
        writer.WriteEndArray();
    }

    private static bool Says(JsonElement before, byte[] status)
    {
        using var after = StatusJson.Parse(status);
        return after.RootElement.EnumerateObject().All(field => before.TryGetProperty(field.Name, out var old)
            ? JsonElement.DeepEquals(old, field.Value)
            : field.Value.ValueKind switch
            {
                JsonValueKind.Number => field.Value.GetInt64() == 0,
                JsonValueKind.Array => field.Value.GetArrayLength() == 0,
                _ => false,
            });
    }
}
