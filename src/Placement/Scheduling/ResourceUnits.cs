using Loadline.Kubernetes.Models;

namespace Loadline.Placement.Scheduling;

/// <summary>Brings quantities to the integers in which capacity is compared.</summary>
public static class ResourceUnits
{
    /// <summary>Thousandths of a core for <c>cpu</c>, whole base units for everything else, rounded up.</summary>
    public static long ToUnits(string resource, ResourceQuantity quantity) => resource == "cpu" ? quantity.MilliValue : quantity.Value;

    /// <summary>Converts a resource list.</summary>
    public static IReadOnlyDictionary<string, long> ToUnits(IEnumerable<KeyValuePair<string, ResourceQuantity>> quantities)
    {
        var units = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (resource, quantity) in quantities) units[resource] = ToUnits(resource, quantity);
        return units;
    }

    /// <summary>Converts the requests of one replica.</summary>
    public static IReadOnlyList<KeyValuePair<string, long>> ToRequests(IEnumerable<KeyValuePair<string, ResourceQuantity>>? requests) =>
        requests is null ? [] : [.. ToUnits(requests)];
}
