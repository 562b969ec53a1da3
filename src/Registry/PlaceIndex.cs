using System.Diagnostics.CodeAnalysis;

namespace Loadline.Registry;

/// <summary>Members by one kind of place (provider, region or zone). Places are numbered in name order.</summary>
public sealed class PlaceIndex
{
    private readonly string[] _names;
    private readonly int[][] _of;
    private readonly Dictionary<string, MemberSet> _members;
    private readonly Func<MemberState, IReadOnlyList<string>> _places;

    internal PlaceIndex(MemberState[] members, Func<MemberState, IReadOnlyList<string>> places)
    {
        _places = places;
        var ids = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var index = new SetIndex<string>(members.Length);
        var known = new ulong[MemberSet.WordsFor(members.Length)];
        for (var i = 0; i < members.Length; i++)
        {
            foreach (var place in places(members[i]))
            {
                ids[place] = 0;
                index.Add(place, i);
                known[i >> 6] |= 1UL << i;
            }
        }

        _names = [.. ids.Keys];
        for (var id = 0; id < _names.Length; id++) ids[_names[id]] = id;
        _of = new int[members.Length][];
        for (var i = 0; i < members.Length; i++)
        {
            var own = places(members[i]);
            _of[i] = own.Count == 0 ? [] : [.. own.Select(place => ids[place]).Distinct()];
        }

        _members = index.Build();
        Known = new(known);
    }

    /// <summary>Place names; a place's number is its position.</summary>
    public ReadOnlySpan<string> Names => _names;

    /// <summary>Members whose place is known.</summary>
    public MemberSet Known { get; }

    /// <summary>Numbers of the places that a member is in; empty when unknown.</summary>
    public ReadOnlySpan<int> Of(int member) => _of[member];

    /// <summary>Members in a place.</summary>
    public bool TryGetMembers(string place, [NotNullWhen(true)] out MemberSet? members) => _members.TryGetValue(place, out members);

    /// <summary>The index after some members changed; this one when none of them moved.</summary>
    internal PlaceIndex After(ReadOnlySpan<int> changed, MemberState[] before, MemberState[] after)
    {
        foreach (var i in changed)
        {
            if (!Contents.Same(_places(before[i]), _places(after[i]))) return new(after, _places);
        }

        return this;
    }
}
