using System.Text.Json;

namespace Loadline.Operator.Observing;

/// <summary>How a Job over several members ended or will end.</summary>
/// <param name="Conditions">Condition types to set; none while that is open.</param>
/// <param name="Reason">Their reason.</param>
/// <param name="Message">Their message.</param>
/// <param name="DecidedAt">When the deciding member said so, as it wrote it.</param>
/// <param name="CompletionTime">When the last member completed; null unless all did.</param>
internal sealed record JobOutcome(IReadOnlyList<string> Conditions, string Reason, string Message, string? DecidedAt, string? CompletionTime)
{
    private static readonly JobOutcome Open = new([], "", "", null, null);

    /// <summary>
    /// Complete once every member is; failing once one has failed; failed once, besides, none is still running, since a failed Job may
    /// have no active pods.
    /// </summary>
    /// <param name="members">Status of each member that has reported.</param>
    /// <param name="expected">How many members run a part of the Job.</param>
    public static JobOutcome Of(IReadOnlyList<(string Cluster, JsonElement Status)> members, int expected)
    {
        List<(string Cluster, string? At)> completed = [], failed = [];
        foreach (var (cluster, status) in members)
        {
            var conditions = StatusJson.Conditions(status);
            if (StatusJson.TrueCondition(conditions, "Failed") is { } failure) failed.Add((cluster, Since(failure)));
            else if (StatusJson.TrueCondition(conditions, "Complete") is { } completion) completed.Add((cluster, Since(completion)));
        }

        if (failed.Count > 0)
        {
            var ended = completed.Count + failed.Count == expected;
            return new(
                ended ? ["FailureTarget", "Failed"] : ["FailureTarget"], "MemberJobFailed", $"Failed in {Names(failed)}",
                failed.Min(static member => member.At), null);
        }

        if (completed.Count < expected) return Open;
        return new(
            ["SuccessCriteriaMet", "Complete"], "CompletionsReached", $"Completed in {Names(completed)}",
            completed.Max(static member => member.At), members.Max(static member => StatusJson.Text(member.Status, "completionTime")));
    }

    /// <summary>Writes the conditions.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        foreach (var type in Conditions)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, type);
            writer.WriteString("status"u8, "True"u8);
            if (DecidedAt is not null)
            {
                writer.WriteString("lastProbeTime"u8, DecidedAt);
                writer.WriteString("lastTransitionTime"u8, DecidedAt);
            }

            writer.WriteString("reason"u8, Reason);
            writer.WriteString("message"u8, Message);
            writer.WriteEndObject();
        }
    }

    private static string? Since(JsonElement condition) => StatusJson.Text(condition, "lastTransitionTime");

    private static string Names(List<(string Cluster, string? At)> members) =>
        string.Join(", ", members.Select(static member => member.Cluster).Order(StringComparer.Ordinal));
}
