using System.Diagnostics.CodeAnalysis;

namespace Loadline.Registry;

/// <summary>
/// All members at one instant, immutable, as arrays in name order. Reading it takes no lock and sees no later change.
/// </summary>
public sealed class ClusterSnapshot
{
    private readonly MemberState[] _members;
    private readonly MemberSignals[] _signals;
    private readonly Dictionary<string, long[]> _free;

    private ClusterSnapshot(long version, MemberState[] members, MemberSignals[] signals, ClusterSnapshot? older)
    {
        Version = version;
        _members = members;
        _signals = signals;
        Topology = older is not null && older.Topology.Describes(older._members, members) ? older.Topology : new(members);
        var usable = new ulong[MemberSet.WordsFor(members.Length)];
        var modelled = new ulong[usable.Length];
        _free = new(StringComparer.Ordinal);
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].Usable) usable[i >> 6] |= 1UL << i;
            if (members[i].Resources is not { } resources) continue;
            if (resources.Grades.Count > 0) modelled[i >> 6] |= 1UL << i;
            foreach (var resource in resources.Allocatable.Keys)
            {
                if (!_free.TryGetValue(resource, out var column)) _free[resource] = column = new long[members.Length];
                column[i] = resources.Free(resource);
            }
        }

        Usable = new(usable);
        Modelled = new(modelled);
    }

    /// <summary>No members, version 0.</summary>
    public static ClusterSnapshot Empty { get; } = new(0, [], [], null);

    /// <summary>Grows with every change of the registry.</summary>
    public long Version { get; }

    /// <summary>How many members there are.</summary>
    public int Count => _members.Length;

    /// <summary>The part that selectors read; the same instance as in an older snapshot when that part did not change.</summary>
    public ClusterTopology Topology { get; }

    /// <summary>Members in name order.</summary>
    public ReadOnlySpan<MemberState> Members => _members;

    /// <summary>Signals of the members, by the same index; <see cref="MemberSignals.None"/> where nothing was measured.</summary>
    public ReadOnlySpan<MemberSignals> Signals => _signals;

    /// <summary>Members that are ready and reachable.</summary>
    public MemberSet Usable { get; }

    /// <summary>Members whose nodes are modelled by grades.</summary>
    public MemberSet Modelled { get; }

    /// <summary>The index of a member.</summary>
    public bool TryIndexOf(string name, out int index) => Topology.TryIndexOf(name, out index);

    /// <summary>A member by name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out MemberState? member)
    {
        member = TryIndexOf(name, out var index) ? _members[index] : null;
        return member is not null;
    }

    /// <summary>
    /// Free amount of a resource by member, in the units of <see cref="MemberResources"/>; may be negative. Empty when no member
    /// has the resource.
    /// </summary>
    public ReadOnlySpan<long> Free(string resource) => _free.TryGetValue(resource, out var column) ? column : default;

    /// <summary>A snapshot of these members, for callers that have no registry (simulations, tests, offline explanation).</summary>
    /// <exception cref="ArgumentException">Two members have one name.</exception>
    public static ClusterSnapshot Of(IEnumerable<MemberState> members, Func<string, MemberSignals?>? signals = null)
    {
        var sorted = members.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Name == sorted[i - 1].Name) throw new ArgumentException($"member '{sorted[i].Name}' is given twice", nameof(members));
        }

        return new(1, sorted, Array.ConvertAll(sorted, member => signals?.Invoke(member.Name) ?? MemberSignals.None), null);
    }

    /// <summary>The next snapshot of a registry; shares the topology of <paramref name="older"/> when it can.</summary>
    internal static ClusterSnapshot Next(long version, MemberState[] members, MemberSignals[] signals, ClusterSnapshot older) =>
        new(version, members, signals, older);
}
