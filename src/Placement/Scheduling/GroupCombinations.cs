using Loadline.Placement.Compilation;

namespace Loadline.Placement.Scheduling;

/// <summary>Searches the combinations of groups that hold enough members for the heaviest one.</summary>
internal static class GroupCombinations
{
    /// <returns>The chosen groups, heaviest first; null when no combination has enough members.</returns>
    public static SpreadGroup[]? Best(List<SpreadGroup> groups, SpreadRule rule, int minMembers)
    {
        var sorted = groups.ToArray();
        Array.Sort(sorted, static (a, b) =>
        {
            var order = a.Members.Count.CompareTo(b.Members.Count);
            if (order == 0) order = b.Weight.CompareTo(a.Weight);
            return order == 0 ? string.CompareOrdinal(a.Name, b.Name) : order;
        });
        var search = new Search(sorted, rule, minMembers);
        search.Extend(0, 0);
        return Choose(search.Found);
    }

    private static SpreadGroup[]? Choose(List<Combination> found)
    {
        if (found.Count == 0) return null;
        found.Sort(static (a, b) =>
        {
            var order = b.Weight.CompareTo(a.Weight);
            if (order == 0) order = b.MemberCount.CompareTo(a.MemberCount);
            return order == 0 ? a.Id.CompareTo(b.Id) : order;
        });
        var best = found[0].Groups;
        foreach (var combination in found)
        {
            // Fewer groups are enough when they are the same ones in front.
            if (IsStrictPrefix(combination.Groups, best)) best = combination.Groups;
        }

        return best;
    }

    private static bool IsStrictPrefix(SpreadGroup[] shorter, SpreadGroup[] longer) =>
        shorter.Length < longer.Length && longer.AsSpan(0, shorter.Length).SequenceEqual(shorter);

    private sealed record Combination(int Id, SpreadGroup[] Groups, long Weight, int MemberCount);

    private sealed class Search
    {
        private readonly SpreadGroup[] _groups;
        private readonly SpreadRule _rule;
        private readonly int _minMembers;
        private readonly List<SpreadGroup> _path = [];
        private readonly int[] _membersFrom;

        public Search(SpreadGroup[] groups, SpreadRule rule, int minMembers)
        {
            _groups = groups;
            _rule = rule;
            _minMembers = minMembers;
            _membersFrom = new int[groups.Length + 1];
            for (var i = groups.Length - 1; i >= 0; i--) _membersFrom[i] = _membersFrom[i + 1] + groups[i].Members.Count;
        }

        public List<Combination> Found { get; } = [];

        public void Extend(int from, int members)
        {
            if (members >= _minMembers && _path.Count >= _rule.Min && _path.Count <= _rule.Max)
            {
                Record(members);
                return;
            }

            if (_path.Count >= _rule.Max) return;
            for (var i = from; i < _groups.Length; i++)
            {
                // No combination from here on can have enough members or groups.
                if (members + _membersFrom[i] < _minMembers || _path.Count + _groups.Length - i < _rule.Min) return;
                _path.Add(_groups[i]);
                Extend(i + 1, members + _groups[i].Members.Count);
                _path.RemoveAt(_path.Count - 1);
                if (_groups.Length == _rule.Min) return;
            }
        }

        private void Record(int members)
        {
            var path = _path.ToArray();
            Array.Sort(path, static (a, b) =>
            {
                var order = b.Weight.CompareTo(a.Weight);
                return order == 0 ? string.CompareOrdinal(a.Name, b.Name) : order;
            });
            long weight = 0;
            foreach (var group in path) weight += group.Weight;
            Found.Add(new(Found.Count, path, weight, members));
        }
    }
}
