using Loadline.Crds;
using Loadline.Registry;

namespace Loadline.Operator.Sensing;

/// <summary>Sorts nodes into the grades of a member's resource model by what is free on them.</summary>
internal sealed class NodeGrades
{
    private readonly IReadOnlyDictionary<string, long>[] _minimums;
    private readonly int[] _grades;
    private readonly int[] _counts;

    /// <summary>Starts with no nodes.</summary>
    /// <param name="models">The grades; empty for a member that models none.</param>
    public NodeGrades(IReadOnlyList<ResourceModel> models)
    {
        var ordered = models.OrderBy(static m => m.Grade).ToArray();
        _grades = Array.ConvertAll(ordered, static m => m.Grade);
        _minimums = Array.ConvertAll(ordered, static IReadOnlyDictionary<string, long> (m) => m.Ranges.ToDictionary(
            static r => r.Name, static r => r.Name == "cpu" ? r.Min.MilliValue : r.Min.Value, StringComparer.Ordinal));
        _counts = new int[ordered.Length];
    }

    /// <summary>Counts a node in the highest grade whose every lower bound it has free; in none when it has too little for the lowest.</summary>
    public void Add(IReadOnlyDictionary<string, long> free)
    {
        for (var i = _minimums.Length - 1; i >= 0; i--)
        {
            if (!_minimums[i].All(bound => free.GetValueOrDefault(bound.Key) >= bound.Value)) continue;
            _counts[i]++;
            return;
        }
    }

    /// <summary>The grades that have nodes, as placement wants them.</summary>
    public IReadOnlyList<NodeGrade> Counted() =>
        [.. Enumerable.Range(0, _counts.Length).Where(i => _counts[i] > 0).Select(i => new NodeGrade(_minimums[i], _counts[i]))];

    /// <summary>All grades with their counts, as the status shows them.</summary>
    public IReadOnlyList<AllocatableModeling> Modelings() =>
        [.. Enumerable.Range(0, _counts.Length).Select(i => new AllocatableModeling { Grade = _grades[i], Count = _counts[i] })];
}
