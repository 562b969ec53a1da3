using Loadline.Crds;
using Loadline.Operator.Weighing;
using Loadline.Registry;

namespace Loadline.Operator.Tests.Weighing;

public sealed class OriginPathsTests
{
    private readonly ClusterRegistry _registry = new();
    private readonly Dictionary<string, double> _rtt = new() { ["eu-1"] = 20, ["eu-2"] = 26, ["us-1"] = 90 };

    public OriginPathsTests()
    {
        foreach (var name in _rtt.Keys) _registry.Set(new() { Name = name, Region = name[..2] });
    }

    [Fact]
    public void Without_origins_it_is_the_hubs_round_trip() => Assert.Equal(90, Paths().Ms(0, "us-1", 90));

    [Fact]
    public void At_the_same_place_it_is_next_to_nothing() => Assert.Equal(1.5, Paths(new DemandOrigin { MemberCluster = "us-1", Share = 1 }).Ms(0, "us-1", 90));

    [Fact]
    public void Within_a_region_it_is_the_difference() => Assert.Equal(6, Paths(new DemandOrigin { MemberCluster = "eu-1", Share = 1 }).Ms(0, "eu-2", 26));

    [Fact]
    public void Elsewhere_it_is_the_middle_of_what_the_triangle_allows()
    {
        var paths = Paths(new DemandOrigin { MemberCluster = "eu-1", Share = 1 });
        Assert.Equal(((90 - 20) + (90 + 20)) / 2.0, paths.Ms(0, "us-1", 90));
    }

    [Fact]
    public void A_region_is_local_to_its_own_members_and_as_far_as_its_nearest_to_others()
    {
        var paths = Paths(new DemandOrigin { Region = "eu", Share = 1 });
        Assert.Equal((1.5, 1.5, 90), (paths.Ms(0, "eu-1", 20), paths.Ms(0, "eu-2", 26), paths.Ms(0, "us-1", 90)));
        Assert.Equal(20, paths.Ms(0, "elsewhere", 10));
    }

    [Fact]
    public void An_origin_that_was_never_measured_is_unknown_and_not_near() =>
        Assert.True(double.IsNaN(Paths(new DemandOrigin { MemberCluster = "gone", Share = 1 }).Ms(0, "eu-1", 20)));

    private OriginPaths Paths(params DemandOrigin[] origins) => new(
        SignalPlan.Of(new() { WeightPreference = new() { DynamicWeight = DynamicWeights.LatencyAndLoad }, Weighting = new() { Origins = origins } })!,
        _registry, name => _rtt.TryGetValue(name, out var ms) ? ms : null);
}
