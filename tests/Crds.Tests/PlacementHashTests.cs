using System.Text;

namespace Loadline.Crds.Tests;

public sealed class PlacementHashTests
{
    private static Placement WithLabels(params (string Key, string Value)[] labels) =>
        new() { ClusterAffinity = new() { LabelSelector = new() { MatchLabels = labels.ToDictionary(l => l.Key, l => l.Value) } } };

    [Fact]
    public void The_order_of_labels_does_not_matter() =>
        Assert.Equal(PlacementHash.Compute(WithLabels(("a", "1"), ("b", "2"))), PlacementHash.Compute(WithLabels(("b", "2"), ("a", "1"))));

    [Fact]
    public void Any_change_of_value_matters() =>
        Assert.NotEqual(PlacementHash.Compute(WithLabels(("a", "1"))), PlacementHash.Compute(WithLabels(("a", "2"))));

    [Fact]
    public void The_order_of_affinity_terms_matters_because_it_is_their_preference()
    {
        var first = new ClusterAffinityTerm { AffinityName = "a" };
        var second = new ClusterAffinityTerm { AffinityName = "b" };
        Assert.NotEqual(
            PlacementHash.Compute(new() { ClusterAffinities = [first, second] }),
            PlacementHash.Compute(new() { ClusterAffinities = [second, first] }));
    }

    [Fact]
    public void No_placement_and_an_empty_one_differ()
    {
        Assert.Equal("null", Encoding.UTF8.GetString(PlacementHash.CanonicalJson(null).Span));
        Assert.Equal("{}", Encoding.UTF8.GetString(PlacementHash.CanonicalJson(new()).Span));
        Assert.NotEqual(PlacementHash.Compute(null), PlacementHash.Compute(new()));
    }
}
