using Loadline.Placement.Compilation;
using Loadline.Registry;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// The node grades of all members that model their nodes, flattened. Free resources scattered over nodes hold fewer replicas than
/// their sum, so where grades are known replicas are counted node by node.
/// </summary>
internal sealed class GradeColumns
{
    /// <summary>Pods that a modelled node is taken to hold at most: the default of a kubelet.</summary>
    private const long PodsPerNode = 110;

    private readonly NodeGrade[] _grades;
    private readonly int[] _members;
    private readonly int[] _start;
    private readonly Dictionary<string, long[]> _minimum = new(StringComparer.Ordinal);

    public GradeColumns(ClusterSnapshot snapshot)
    {
        var grades = new List<NodeGrade>();
        var members = new List<int>();
        var start = new List<int>();
        for (var i = 0; i < snapshot.Count; i++)
        {
            if (!snapshot.Modelled.Contains(i)) continue;
            members.Add(i);
            start.Add(grades.Count);
            grades.AddRange(snapshot.Members[i].Resources!.Grades);
        }

        start.Add(grades.Count);
        (_grades, _members, _start) = ([.. grades], [.. members], [.. start]);
        foreach (var resource in grades.SelectMany(static grade => grade.Minimum.Keys).Distinct(StringComparer.Ordinal))
        {
            _minimum[resource] = Array.ConvertAll(_grades, grade => grade.Minimum.GetValueOrDefault(resource));
        }
    }

    /// <summary>Lowers <paramref name="replicas"/> to what the nodes hold.</summary>
    public void Limit(IReadOnlyList<KeyValuePair<string, long>> requests, ReadOnlySpan<ulong> feasible, Span<int> replicas)
    {
        for (var m = 0; m < _members.Length; m++)
        {
            var member = _members[m];
            if (!Bits.Contains(feasible, member) || replicas[member] == 0) continue;
            long fit = 0;
            for (var g = _start[m]; g < _start[m + 1]; g++) fit += _grades[g].NodeCount * PerNode(g, requests);
            if (fit < replicas[member]) replicas[member] = (int)fit;
        }
    }

    private long PerNode(int grade, IReadOnlyList<KeyValuePair<string, long>> requests)
    {
        var fit = PodsPerNode;
        for (var i = 0; i < requests.Count; i++)
        {
            var (resource, amount) = requests[i];
            if (amount > 0) fit = Math.Min(fit, _minimum.TryGetValue(resource, out var column) ? column[grade] / amount : 0);
        }

        return fit;
    }
}
