using Loadline.Placement.Weights;

namespace Loadline.Placement.Tests.Weights;

/// <summary>Members whose nodes are nearly full: the more they are sent, the less they can do.</summary>
public sealed class SlowdownTests
{
    private static readonly Slowdown Full = new(Over: -0.35, PerLoad: 1.0 / 1600, FullLoad: 800);

    [Fact]
    public void A_member_has_the_measured_capacity_at_the_load_of_the_measurement_and_less_at_more()
    {
        var table = Table(Full);

        Assert.Equal(700, table.CapacityAt(600), 6);
        Assert.True(table.CapacityAt(700) < 650 && table.CapacityAt(500) > 720);
        Assert.Equal(600 / 700.0, table.Utilization(600), 6);
    }

    [Fact]
    public void Cost_rises_earlier_than_where_nodes_are_free_and_the_load_of_a_cost_has_that_cost()
    {
        var (full, free) = (Table(Full), Table(Slowdown.None));

        Assert.True(full.At(650) > 1.5 * free.At(650));
        for (var load = 50.0; load < 800; load += 25) Assert.Equal(load, full.LoadAt(full.At(load), out _), 3);
    }

    [Fact]
    public void Costs_of_single_requests_add_up_to_the_cost_of_all()
    {
        var table = Table(Full);
        double sum = 0;
        for (var load = 0.5; load < 700; load++) sum += table.At(load);

        Assert.Equal(sum, table.Total(700), sum / 1e3);
    }

    private static MarginalTable Table(Slowdown slowdown)
    {
        var table = new MarginalTable();
        table.Set(700, 16, 1.5, 0.92, MarginalTable.Penalty, slowdown, 600);
        return table;
    }
}
