using Loadline.Placement.Compilation;

namespace Loadline.Placement.Scheduling;

/// <summary>Searches the combinations of groups that hold enough members for the heaviest one.</summary>
internal static class GroupCombinations
{
    /// <summary>
    /// Combinations tried before the search is given up: more than any fleet of a few dozen regions needs, few enough that a
    /// policy over a thousand groups cannot hold up the others.
    /// </summary>
    private const int Budget = 200_000;

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
        return search.GaveUp ? Heaviest(sorted, rule, minMembers) : Choose(search.Found);
    }

    /// <summary>The heaviest groups, exchanged for larger ones only as far as the members ask for it.</summary>
    internal static SpreadGroup[]? Heaviest(SpreadGroup[] groups, SpreadRule rule, int minMembers)
    {
        var rest = groups.ToList();
        rest.Sort(static (a, b) => ByWeight(a, b));
        var chosen = new List<SpreadGroup>();
        var members = 0;
        while (rest.Count > 0 && chosen.Count < rule.Max && (chosen.Count < rule.Min || members < minMembers))
        {
            members += rest[0].Members.Count;
            chosen.Add(rest[0]);
            rest.RemoveAt(0);
        }

        while (members < minMembers && rest.Count > 0)
        {
            var (smallest, largest) = (chosen.MinBy(group => group.Members.Count)!, rest.MaxBy(group => group.Members.Count)!);
            if (largest.Members.Count <= smallest.Members.Count) break;
            members += largest.Members.Count - smallest.Members.Count;
            chosen[chosen.IndexOf(smallest)] = largest;
            rest.Remove(largest);
        }

        chosen.Sort(static (a, b) => ByWeight(a, b));
        return chosen.Count < rule.Min || members < minMembers ? null : [.. chosen];
    }

    private static int ByWeight(SpreadGroup a, SpreadGroup b)
    {
        var order = b.Weight.CompareTo(a.Weight);
        return order == 0 ? string.CompareOrdinal(a.Name, b.Name) : order;
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
        private int _steps;

        public Search(SpreadGroup[] groups, SpreadRule rule, int minMembers)
        {
            _groups = groups;
            _rule = rule;
            _minMembers = minMembers;
            _membersFrom = new int[groups.Length + 1];
            for (var i = groups.Length - 1; i >= 0; i--) _membersFrom[i] = _membersFrom[i + 1] + groups[i].Members.Count;
        }

        public List<Combination> Found { get; } = [];

        public bool GaveUp => _steps > Budget;

        public void Extend(int from, int members)
        {
            if (++_steps > Budget) return;
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
            Array.Sort(path, static (a, b) => ByWeight(a, b));
            long weight = 0;
            foreach (var group in path) weight += group.Weight;
            Found.Add(new(Found.Count, path, weight, members));
        }
    }
}
