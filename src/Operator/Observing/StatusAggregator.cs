using System.Text.Json;
using Loadline.Operator.Json;
using Loadline.Operator.Rendering;

namespace Loadline.Operator.Observing;

/// <summary>Adds the members' reports up to the status that the template would have if one cluster ran it all.</summary>
internal static class StatusAggregator
{
    /// <summary>
    /// The fields of the template's status that Loadline knows, zeros included, for a merge or an apply; null when the template says so
    /// already, when no member has reported yet, or when the kind has nothing to add up.
    /// </summary>
    /// <param name="group">API group; empty for the core group.</param>
    /// <param name="kind">Kind, for example <c>Deployment</c>.</param>
    /// <param name="template">The template as it is now, UTF-8 JSON.</param>
    /// <param name="reports">One per member that holds the template; empty once none does.</param>
    /// <exception cref="JsonException">Template or report is not JSON.</exception>
    public static byte[]? Aggregate(string group, string kind, ReadOnlySpan<byte> template, IReadOnlyList<MemberReport> reports)
    {
        if (reports.Count > 0 && reports.All(static report => report.Status.IsEmpty)) return null;
        var known = TemplateKinds.Of(group, kind);
        var parts = ObjectParts.Of(template);
        return known switch
        {
            TemplateKind.Job => JobStatus.Aggregate(parts.Status, reports),
            TemplateKind.Service when JsonFields.FindString(parts.Spec, "type") != "LoadBalancer" => null,
            TemplateKind.Service or TemplateKind.Ingress => LoadBalancerStatus.Aggregate(parts.Status, reports),
            TemplateKind.PersistentVolumeClaim => ClaimStatus(parts.Status, reports),
            _ => StatusShape.Of(known) is { } shape ? Counts(shape, in parts, reports) : null,
        };
    }

    private static byte[]? Counts(StatusShape shape, in ObjectParts template, IReadOnlyList<MemberReport> reports)
    {
        var before = JsonFields.FindInteger(template.Status, "observedGeneration") ?? 0;
        // A generation counts as observed only when every member is at it: kubectl rollout status and GitOps tools wait for this number.
        var generation = reports.Count > 0 && reports.All(static report => report is { UpToDate: true, Status.IsEmpty: false })
            ? JsonFields.FindInteger(template.Metadata, "generation") ?? before
            : before;
        var changed = generation != before;
        var sums = new long[shape.Counts.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            foreach (var report in reports) sums[i] += JsonFields.FindInteger(report.Status.Span, shape.Counts[i]) ?? 0;
            changed |= sums[i] != (JsonFields.FindInteger(template.Status, shape.Counts[i]) ?? 0);
        }

        if (!changed) return null;
        return StatusJson.Write(writer =>
        {
            if (generation > 0) writer.WriteNumber("observedGeneration"u8, generation);
            for (var i = 0; i < sums.Length; i++) writer.WriteNumber(shape.Counts[i], sums[i]);
        });
    }

    private static byte[]? ClaimStatus(ReadOnlySpan<byte> status, IReadOnlyList<MemberReport> reports)
    {
        if (reports.Count == 0) return null;
        var phases = reports.Select(static report => JsonFields.FindString(report.Status.Span, "phase")).ToHashSet();
        var phase = phases.Contains("Lost") ? "Lost" : phases.SetEquals(["Bound"]) ? "Bound" : "Pending";
        return phase == JsonFields.FindString(status, "phase") ? null : StatusJson.Write(writer => writer.WriteString("phase"u8, phase));
    }
}
