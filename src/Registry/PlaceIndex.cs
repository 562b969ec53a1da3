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
        var index = new SetIndex<string>(members.Length);
        for (var i = 0; i < members.Length; i++)
        {
            foreach (var place in places(members[i])) index.Add(place, i);
        }

        _members = index.Build();
        _names = NamesOf(_members);
        _of = Array.ConvertAll(members, NumbersOf);
        Known = MemberSet.Where(members, m => places(m).Count > 0);
    }

    private PlaceIndex(
        PlaceIndex older, Dictionary<string, MemberSet> members, ReadOnlySpan<int> changed, ReadOnlySpan<MemberState> after)
    {
        _places = older._places;
        _members = members;
        _names = NamesOf(members);
        if (_names.AsSpan().SequenceEqual(older._names))
        {
            _names = older._names;
            _of = [.. older._of];
            foreach (var i in changed) _of[i] = NumbersOf(after[i]);
        }
        else
        {
            _of = new int[after.Length][];
            for (var i = 0; i < _of.Length; i++) _of[i] = NumbersOf(after[i]);
        }

        Known = older.Known.After(changed, after, m => _places(m).Count > 0);
    }

    private PlaceIndex(PlaceIndex older, Renumbering renumbering)
    {
        _places = older._places;
        _names = older._names;
        _members = renumbering.Move(older._members);
        _of = renumbering.Move<int[]>(older._of);
        foreach (var i in renumbering.Joined) _of[i] = [];
        Known = renumbering.Move(older.Known);
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
    internal PlaceIndex After(ReadOnlySpan<int> changed, ReadOnlySpan<MemberState> before, ReadOnlySpan<MemberState> after)
    {
        var members = SetChanges.After(_members, changed, before, after, _places, (a, b) => Contents.Same(_places(a), _places(b)));
        return ReferenceEquals(members, _members) ? this : new(this, members, changed, after);
    }

    /// <summary>The index with the members at other places; those who joined are in none yet.</summary>
    internal PlaceIndex Moved(Renumbering renumbering) => new(this, renumbering);

    private static string[] NamesOf(Dictionary<string, MemberSet> members)
    {
        string[] names = [.. members.Keys];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    private int[] NumbersOf(MemberState member)
    {
        var own = _places(member);
        return own.Count == 0 ? [] : [.. own.Select(place => Array.BinarySearch(_names, place, StringComparer.Ordinal)).Distinct()];
    }
}
