using System.Buffers;
using Loadline.Placement.Compilation;
using Loadline.Registry;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// The rows of one decision by member index, in rented arrays. A decision leaves its working here; <see cref="Keep"/> copies it out
/// for an explanation before the arrays go back.
/// </summary>
internal sealed class Workspace : IDisposable
{
    private const int IntRows = 8;
    private const int KeptIntRows = 4;
    private const int WordRows = 4;

    private readonly int[] _ints;
    private readonly long[] _longs;
    private readonly ulong[] _words;
    private readonly byte[] _bytes;
    private readonly int _wordCount;
    private readonly bool _rented;

    public Workspace(PlacementRequest request, ClusterSnapshot snapshot)
    {
        Request = request;
        Snapshot = snapshot;
        Columns = CapacityColumns.Of(snapshot);
        Bound = request.Placement.Bind(snapshot.Topology);
        Serving = snapshot.Topology.TryGetServing(request.Kind, out var serving) ? serving : null;
        Count = snapshot.Count;
        _wordCount = (Count + 63) >> 6;
        _ints = ArrayPool<int>.Shared.Rent(IntRows * Count);
        _longs = ArrayPool<long>.Shared.Rent(Count);
        _words = ArrayPool<ulong>.Shared.Rent(WordRows * _wordCount);
        _bytes = ArrayPool<byte>.Shared.Rent(Count);
        _rented = true;
        // A term clears or fills the other rows before it reads them.
        Previous.Clear();
        Allocatable.Clear();
        IsTarget.Clear();
        Evicted.Clear();
        for (var i = 0; i < request.Previous.Count; i++)
        {
            var previous = request.Previous[i];
            if (!snapshot.TryIndexOf(previous.Cluster, out var index)) continue;
            Bits.Add(IsTarget, index);
            Previous[index] = previous.Replicas ?? 0;
        }

        for (var i = 0; i < request.Evicted.Count; i++)
        {
            if (snapshot.TryIndexOf(request.Evicted[i], out var index)) Bits.Add(Evicted, index);
        }
    }

    private Workspace(Workspace other)
    {
        (Request, Snapshot, Columns, Bound, Serving, Count, _wordCount) = (other.Request, other.Snapshot, other.Columns, other.Bound, other.Serving, other.Count, other._wordCount);
        (Term, Ranked, Failure, Note, Outcome) = (other.Term, other.Ranked, other.Failure, other.Note, other.Outcome);
        _ints = other._ints.AsSpan(0, KeptIntRows * Count).ToArray();
        _longs = other.Weights.ToArray();
        _words = other._words.AsSpan(0, WordRows * _wordCount).ToArray();
        _bytes = other.Tiers.ToArray();
    }

    public PlacementRequest Request { get; }

    public ClusterSnapshot Snapshot { get; }

    public CapacityColumns Columns { get; }

    public BoundPlacement Bound { get; }

    /// <summary>Members that serve the kind; null when none does.</summary>
    public MemberSet? Serving { get; }

    public int Count { get; }

    /// <summary>The affinity term in use.</summary>
    public int Term { get; private set; }

    public BoundTerm Affinity => Bound.Term(Term);

    /// <summary>Replicas now.</summary>
    public Span<int> Previous => _ints.AsSpan(0, Count);

    /// <summary>How many more replicas fit.</summary>
    public Span<int> Allocatable => _ints.AsSpan(Count, Count);

    /// <summary>The answer.</summary>
    public Span<int> Assigned => _ints.AsSpan(2 * Count, Count);

    /// <summary>Candidates in the order of selection.</summary>
    public Span<int> Order => _ints.AsSpan(4 * Count, Count);

    /// <summary>Room for one step's own rows.</summary>
    public Span<int> Scratch => _ints.AsSpan(5 * Count, Count);

    /// <summary>Position in which selection took a member; decides between equal weights when replicas are packed.</summary>
    public Span<int> Ranks => _ints.AsSpan(3 * Count, Count);

    /// <summary>Least replicas of a member, where bounds count.</summary>
    public Span<int> Floors => _ints.AsSpan(6 * Count, Count);

    /// <summary>Most replicas of a member, where bounds count.</summary>
    public Span<int> Caps => _ints.AsSpan(7 * Count, Count);

    /// <summary>Whether <see cref="Ranks"/> are set.</summary>
    public bool Ranked { get; private set; }

    /// <summary>Weight by which replicas were divided.</summary>
    public Span<long> Weights => _longs.AsSpan(0, Count);

    /// <summary>Overflow tier.</summary>
    public Span<byte> Tiers => _bytes.AsSpan(0, Count);

    /// <summary>Members that hold the workload now.</summary>
    public Span<ulong> IsTarget => _words.AsSpan(0, _wordCount);

    public Span<ulong> Evicted => _words.AsSpan(_wordCount, _wordCount);

    /// <summary>Members that passed every filter.</summary>
    public Span<ulong> Feasible => _words.AsSpan(2 * _wordCount, _wordCount);

    /// <summary>Members that selection left.</summary>
    public Span<ulong> Selected => _words.AsSpan(3 * _wordCount, _wordCount);

    /// <summary>Why a term failed; empty when it did not.</summary>
    public string Failure { get; set; } = "";

    /// <summary>What the weight loop decided; null when it was not asked.</summary>
    public MeasuredOutcome? Outcome { get; set; }

    /// <summary>What is worth saying about the division as a whole; empty when nothing is.</summary>
    public string Note { get; set; } = "";

    /// <summary>Replicas that the member holds or could hold.</summary>
    public long Available(int member) => (long)Allocatable[member] + Previous[member];

    /// <summary>The least that bounds ask a member to hold.</summary>
    public int MinReplicas(int member) => Bound.MinReplicas?[member] ?? 0;

    /// <summary>The most that bounds let a member hold.</summary>
    public int MaxReplicas(int member) => Bound.MaxReplicas?[member] ?? int.MaxValue;

    /// <summary>The part of <see cref="Available"/> that the division may use: where it weighs members it gives a lost one nothing new and keeps to bounds.</summary>
    public long Divisible(int member)
    {
        if (!Request.Placement.KeepsToBounds) return Available(member);
        return Snapshot.Usable.Contains(member) ? Math.Min(Available(member), MaxReplicas(member)) : Previous[member];
    }

    /// <summary>100 where the workload already is: selection disturbs as little as it can.</summary>
    public int Score(int member) => Bits.Contains(IsTarget, member) ? 100 : 0;

    /// <summary>Adds a member to the selection.</summary>
    public void Select(int member, int rank)
    {
        Bits.Add(Selected, member);
        Ranks[member] = rank;
        Ranked = true;
    }

    /// <summary>Forgets what a failed term left behind.</summary>
    public void BeginTerm(int term)
    {
        Term = term;
        Failure = "";
        Note = "";
        Outcome = null;
        Ranked = false;
        Assigned.Clear();
        Weights.Clear();
        Tiers.Clear();
        Selected.Clear();
    }

    /// <summary>A copy of what an explanation reads (everything but the steps' own rows) that needs no disposal.</summary>
    public Workspace Keep() => new(this);

    public void Dispose()
    {
        if (!_rented) return;
        ArrayPool<int>.Shared.Return(_ints);
        ArrayPool<long>.Shared.Return(_longs);
        ArrayPool<ulong>.Shared.Return(_words);
        ArrayPool<byte>.Shared.Return(_bytes);
    }
}
