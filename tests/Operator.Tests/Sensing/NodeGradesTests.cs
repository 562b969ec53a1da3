using Loadline.Crds;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Tests.Sensing;

public sealed class NodeGradesTests
{
    private static readonly ResourceModel[] Models = [Model(0, "0", "0", "2", "4Gi"), Model(1, "2", "4Gi", "8", "16Gi"), Model(2, "8", "16Gi", "64", "256Gi")];

    [Fact]
    public void A_node_is_in_the_highest_grade_whose_every_lower_bound_it_has_free()
    {
        var grades = new NodeGrades(Models);
        grades.Add(Free(3000, 8L << 30));
        grades.Add(Free(32000, 8L << 30));
        grades.Add(Free(8000, 16L << 30));
        Assert.Equal([(0, 0), (1, 2), (2, 1)], grades.Modelings().Select(static m => (m.Grade, m.Count)));
    }

    [Fact]
    public void Placement_gets_the_lower_bounds_of_the_grades_that_have_nodes()
    {
        var grades = new NodeGrades(Models);
        grades.Add(Free(3000, 8L << 30));
        var grade = Assert.Single(grades.Counted());
        Assert.Equal((1, 2000, 4L << 30), (grade.NodeCount, grade.Minimum["cpu"], grade.Minimum["memory"]));
    }

    [Fact]
    public void A_node_with_less_than_nothing_free_is_in_no_grade()
    {
        var grades = new NodeGrades(Models);
        grades.Add(Free(-1, 8L << 30));
        Assert.Empty(grades.Counted());
    }

    private static Dictionary<string, long> Free(long cpu, long memory) => new() { ["cpu"] = cpu, ["memory"] = memory };

    private static ResourceModel Model(int grade, string cpuMin, string memoryMin, string cpuMax, string memoryMax) => new()
    {
        Grade = grade,
        Ranges =
        [
            new() { Name = "cpu", Min = ResourceQuantity.Parse(cpuMin), Max = ResourceQuantity.Parse(cpuMax) },
            new() { Name = "memory", Min = ResourceQuantity.Parse(memoryMin), Max = ResourceQuantity.Parse(memoryMax) },
        ],
    };
}
