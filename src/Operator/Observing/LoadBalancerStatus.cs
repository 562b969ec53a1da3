using System.Text.Json;
using Loadline.Operator.Json;

namespace Loadline.Operator.Observing;

/// <summary>The addresses of a Service or an Ingress over all members.</summary>
internal static class LoadBalancerStatus
{
    /// <summary>All members' addresses, by member name; an address without a host name carries the member's name in its place.</summary>
    public static byte[]? Aggregate(ReadOnlySpan<byte> templateStatus, IReadOnlyList<MemberReport> reports)
    {
        var status = StatusJson.Write(writer =>
        {
            writer.WriteStartObject("loadBalancer"u8);
            writer.WriteStartArray("ingress"u8);
            foreach (var report in reports.OrderBy(static report => report.Cluster, StringComparer.Ordinal)) WriteAddresses(writer, report);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
        var before = JsonFields.Find(templateStatus, "loadBalancer", "ingress");
        return StatusJson.Same(before.IsEmpty ? "[]"u8 : before, JsonFields.Find(status, "loadBalancer", "ingress")) ? null : status;
    }

    private static void WriteAddresses(Utf8JsonWriter writer, MemberReport report)
    {
        var ingress = JsonFields.Find(report.Status.Span, "loadBalancer", "ingress");
        if (ingress.IsEmpty) return;
        using var addresses = StatusJson.Parse(ingress);
        if (addresses.RootElement.ValueKind != JsonValueKind.Array) return;
        foreach (var address in addresses.RootElement.EnumerateArray())
        {
            writer.WriteStartObject();
            foreach (var property in address.EnumerateObject())
                if (!property.NameEquals("hostname"u8)) property.WriteTo(writer);
            writer.WriteString("hostname"u8, StatusJson.Text(address, "hostname") is { Length: > 0 } host ? host : report.Cluster);
            writer.WriteEndObject();
        }
    }
}
