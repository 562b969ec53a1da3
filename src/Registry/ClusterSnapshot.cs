using System.Diagnostics.CodeAnalysis;

namespace Loadline.Registry;

/// <summary>
/// All members at one instant, immutable, as arrays in name order. Reading it takes no lock and sees no later change.
/// </summary>
public sealed class ClusterSnapshot
{
    private readonly MemberState[] _members;
    private readonly FreeColumns _free;

    /// <summary>A snapshot of members in name order; shares the topology of the older one when that still holds.</summary>
    internal ClusterSnapshot(ClusterSnapshot? older, MemberState[] members, MemberSignals[] signals, SnapshotSource? source)
    {
        Version = older is null ? 0 : older.Version + 1;
        Source = source;
        _members = members;
        SignalArray = signals;
        Topology = older is not null && older.Topology.Describes(older._members, members) ? older.Topology : new(members);
        Usable = MemberSet.Where(members, static m => m.Usable);
        Modelled = MemberSet.Where(members, IsModelled);
        _free = FreeColumns.Of(members);
    }

    /// <summary>The older snapshot with some members changed, and none added or removed.</summary>
    internal ClusterSnapshot(ClusterSnapshot older, int[] changed, MemberState[] members, MemberSignals[] signals, SnapshotSource source)
    {
        Version = older.Version + 1;
        Source = source;
        _members = members;
        SignalArray = signals;
        Topology = older.Topology.After(changed, older._members, members);
        Usable = older.Usable.After(changed, members, static m => m.Usable);
        Modelled = older.Modelled.After(changed, members, IsModelled);
        _free = older._free.After(changed, older._members, members);
    }

    private ClusterSnapshot(ClusterSnapshot older, Renumbering renumbering, MemberState[] members, MemberSignals[] signals)
    {
        Version = older.Version + 1;
        _members = members;
        SignalArray = signals;
        Topology = older.Topology.Moved(renumbering, members);
        Usable = renumbering.Move(older.Usable);
        Modelled = renumbering.Move(older.Modelled);
        _free = older._free.Moved(renumbering);
    }

    /// <summary>No members, version 0.</summary>
    public static ClusterSnapshot Empty { get; } = new(null, [], [], null);

    /// <summary>Grows with every change of the registry.</summary>
    public long Version { get; }

    /// <summary>How many members there are.</summary>
    public int Count => _members.Length;

    /// <summary>The part that selectors read; the same instance as in an older snapshot when that part did not change.</summary>
    public ClusterTopology Topology { get; }

    /// <summary>Members in name order.</summary>
    public ReadOnlySpan<MemberState> Members => _members;

    /// <summary>Signals of the members, by the same index; <see cref="MemberSignals.None"/> where nothing was measured.</summary>
    public ReadOnlySpan<MemberSignals> Signals => SignalArray;

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
    public ReadOnlySpan<long> Free(string resource) => _free[resource];

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

        return new(Empty, sorted, Array.ConvertAll(sorted, member => signals?.Invoke(member.Name) ?? MemberSignals.None), null);
    }

    /// <summary>How old a member's signals are; null when nothing was ever measured.</summary>
    public TimeSpan? AgeOf(int member, DateTimeOffset now) => SignalArray[member].SampleTime is { } time ? now - time : null;

    /// <summary>What it was built from; null when not from a registry.</summary>
    internal SnapshotSource? Source { get; }

    internal MemberSignals[] SignalArray { get; }

    /// <summary>A step on the way to a snapshot: who left is gone, and who joined is there by name, with nothing else known.</summary>
    internal ClusterSnapshot Moved(Renumbering renumbering, ReadOnlySpan<string> joined)
    {
        var members = renumbering.Move<MemberState>(_members);
        var signals = renumbering.Move<MemberSignals>(SignalArray);
        for (var i = 0; i < joined.Length; i++)
        {
            members[renumbering.Joined[i]] = MemberState.Unknown(joined[i]);
            signals[renumbering.Joined[i]] = MemberSignals.None;
        }

        return new(this, renumbering, members, signals);
    }

    private static bool IsModelled(MemberState member) => member.Resources is { Grades.Count: > 0 };
}
