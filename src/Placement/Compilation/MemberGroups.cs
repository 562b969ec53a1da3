using Loadline.Registry;

namespace Loadline.Placement.Compilation;

/// <summary>Which groups of a spread rule a member is in; group numbers follow group names.</summary>
internal sealed class MemberGroups
{
    private readonly int[][] _of;

    public MemberGroups(SpreadRule rule, ClusterTopology topology)
    {
        _of = new int[topology.Count][];
        if (rule.Field != SpreadField.Label)
        {
            var places = rule.Field switch
            {
                SpreadField.Region => topology.Regions,
                SpreadField.Zone => topology.Zones,
                _ => topology.Providers,
            };
            Names = places.Names.ToArray();
            for (var i = 0; i < _of.Length; i++) _of[i] = places.Of(i).ToArray();
            return;
        }

        var ids = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _of.Length; i++)
        {
            if (topology.LabelsOf(i).TryGetValue(rule.Label!, out var value)) ids[value] = 0;
        }

        Names = [.. ids.Keys];
        for (var id = 0; id < Names.Length; id++) ids[Names[id]] = id;
        for (var i = 0; i < _of.Length; i++)
        {
            _of[i] = topology.LabelsOf(i).TryGetValue(rule.Label!, out var value) ? [ids[value]] : [];
        }
    }

    public string[] Names { get; }

    public ReadOnlySpan<int> Of(int member) => _of[member];

    /// <summary>The names of a member's groups.</summary>
    public string TextOf(int member) => _of[member].Length == 1 ? Names[_of[member][0]] : string.Join(", ", _of[member].Select(id => Names[id]));
}
