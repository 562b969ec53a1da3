using System.Text.Json;
using Loadline.Operator.Json;
using Loadline.Operator.Rendering;

namespace Loadline.Operator.Observing;

/// <summary>Judges an object by what its kind promises.</summary>
internal static class HealthRules
{
    /// <summary>The health of one object.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="parts">The object.</param>
    /// <param name="report">Its counts.</param>
    public static Health Judge(TemplateKind kind, in ObjectParts parts, MemberWorkloadStatus report)
    {
        // A report about an older spec says nothing about this one; calling it unhealthy would make every change look like a failure.
        if (!report.GenerationObserved) return Health.Unknown;
        var wanted = JsonFields.FindInteger(parts.Spec, "replicas") ?? 1;
        return kind switch
        {
            TemplateKind.Deployment => When(report.Updated >= wanted && report.Available >= report.Updated),
            TemplateKind.StatefulSet => When(report.Updated >= wanted - Partition(parts.Spec) && report.Available >= wanted),
            TemplateKind.ReplicaSet => When(report.Available >= wanted),
            TemplateKind.DaemonSet => OfDaemonSet(parts.Status, report),
            TemplateKind.Job => HasCondition(parts.Status, "Failed", "True") ? Health.Unhealthy : Health.Healthy,
            TemplateKind.Pod => OfPod(parts.Status),
            TemplateKind.Service when JsonFields.FindString(parts.Spec, "type") != "LoadBalancer" => Health.Healthy,
            TemplateKind.Service or TemplateKind.Ingress => When(HasAddress(parts.Status)),
            TemplateKind.PersistentVolumeClaim => OfClaim(parts.Status),
            _ => OfOther(in parts),
        };
    }

    private static Health When(bool healthy) => healthy ? Health.Healthy : Health.Unhealthy;

    // Only pods from the partition up are updated; the others are right as they are.
    private static long Partition(ReadOnlySpan<byte> spec) => JsonFields.FindInteger(spec, "updateStrategy", "rollingUpdate", "partition") ?? 0;

    private static Health OfDaemonSet(ReadOnlySpan<byte> status, MemberWorkloadStatus report) =>
        When(report.Updated >= (JsonFields.FindInteger(status, "desiredNumberScheduled") ?? 0) && report.Available >= report.Updated);

    private static Health OfPod(ReadOnlySpan<byte> status) => JsonFields.FindString(status, "phase") switch
    {
        "Succeeded" => Health.Healthy,
        "Running" => When(HasCondition(status, "Ready", "True")),
        "Failed" => Health.Unhealthy,
        _ => Health.Unknown,
    };

    private static Health OfClaim(ReadOnlySpan<byte> status) => JsonFields.FindString(status, "phase") switch
    {
        "Bound" => Health.Healthy,
        "Lost" => Health.Unhealthy,
        // Many storage classes bind only once a pod uses the claim.
        _ => Health.Unknown,
    };

    private static Health OfOther(in ObjectParts parts)
    {
        if (HasCondition(parts.Status, "Ready", "True")) return Health.Healthy;
        if (HasCondition(parts.Status, "Ready", "False")) return Health.Unhealthy;
        // Kinds without a status and without generations (ConfigMap, Secret, ...) do all they can by being there.
        return parts.Status.IsEmpty && JsonFields.Find(parts.Metadata, "generation").IsEmpty ? Health.Healthy : Health.Unknown;
    }

    private static bool HasAddress(ReadOnlySpan<byte> status)
    {
        var ingress = JsonFields.Find(status, "loadBalancer", "ingress");
        if (ingress.IsEmpty) return false;
        var reader = new Utf8JsonReader(ingress);
        return reader.Read() && reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.StartObject;
    }

    private static bool HasCondition(ReadOnlySpan<byte> status, string type, string value)
    {
        var conditions = JsonFields.Find(status, "conditions");
        if (conditions.IsEmpty) return false;
        var reader = new Utf8JsonReader(conditions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var condition = JsonFields.TakeValue(ref reader, conditions);
            if (JsonFields.FindString(condition, "type") == type) return JsonFields.FindString(condition, "status") == value;
        }

        return false;
    }
}
