using Loadline.Crds;
using Loadline.Registry;

namespace Loadline.Operator.Weighing;

/// <summary>
/// Round trips from origins of demand to members, where only those from the hub are measured. By the triangle inequality the path from an origin to a
/// member lies between the difference and the sum of the hub's paths to both; their middle is the longer of the two, and that is what is taken.
/// Within one region it is the difference.
/// </summary>
internal sealed class OriginPaths
{
    /// <summary>Between clients and a cluster at the same place.</summary>
    private const double LocalMs = 1.5;

    private readonly DemandOrigin[] _origins;
    private readonly string[] _regions;
    private readonly double[] _fromHub;
    private readonly IClusterRegistry _registry;

    /// <summary>Locates the origins.</summary>
    /// <param name="plan">The policy's origins.</param>
    /// <param name="registry">Regions of members.</param>
    /// <param name="rtt">Round trip from the hub to a member in milliseconds; null when unknown.</param>
    public OriginPaths(SignalPlan plan, IClusterRegistry registry, Func<string, double?> rtt)
    {
        _registry = registry;
        _origins = [.. plan.Origins];
        _regions = new string[_origins.Length];
        _fromHub = new double[_origins.Length];
        for (var j = 0; j < _origins.Length; j++)
        {
            var origin = _origins[j];
            _regions[j] = origin.Region ?? Region(origin.MemberCluster!);
            _fromHub[j] = origin.MemberCluster is { } member ? rtt(member) ?? double.NaN : OfRegion(origin.Region!, rtt);
        }
    }

    /// <summary>The round trip from an origin to a member whose round trip from the hub is known; from the hub itself where there are no origins.</summary>
    public double Ms(int origin, string member, double fromHub)
    {
        if (_origins.Length == 0) return fromHub;
        if (_origins[origin].MemberCluster == member) return LocalMs;
        var sameRegion = _regions[origin].Length > 0 && _regions[origin] == Region(member);
        var own = _fromHub[origin];
        if (_origins[origin].Region is not null && sameRegion) return LocalMs;
        if (double.IsNaN(own)) return double.NaN;
        return sameRegion ? Math.Max(LocalMs, Math.Abs(own - fromHub)) : Math.Max(own, fromHub);
    }

    private string Region(string member) => _registry.TryGet(member, out var state) ? state.Region : "";

    /// <summary>A region is as far as the nearest of its members.</summary>
    private double OfRegion(string region, Func<string, double?> rtt)
    {
        var nearest = double.NaN;
        foreach (var member in _registry.TakeSnapshot().Members)
            if (member.Region == region && rtt(member.Name) is { } ms && !(ms >= nearest)) nearest = ms;
        return nearest;
    }
}
