namespace Loadline.Placement.Scheduling;

/// <summary>Feasible members of one region (zone, provider, label value), in order of preference.</summary>
internal sealed class SpreadGroup(string name)
{
    public string Name { get; } = name;

    public List<int> Members { get; } = [];

    public long Weight { get; set; }
}
