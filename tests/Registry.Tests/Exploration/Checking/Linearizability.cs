using System.Numerics;

namespace Loadline.Registry.Exploration.Checking;

/// <summary>
/// Whether calls that overlapped can be put into one order that respects time and that the model explains: the search of Wing and Gong
/// with Lowe's memory of (calls already placed, content) that failed.
/// </summary>
internal sealed class Linearizability
{
    private readonly HashSet<(ulong Placed, ulong Content)> _failed = [];

    public bool Holds(ReadOnlySpan<Call> calls, ulong initial)
    {
        if (calls.Length > 64) throw new ArgumentException("at most 64 calls; cut the history at an instant without calls", nameof(calls));
        _failed.Clear();
        return Search(calls, calls.Length == 64 ? ulong.MaxValue : (1UL << calls.Length) - 1, initial);
    }

    /// <summary>Every content that may be there after the calls; none when they cannot be ordered.</summary>
    public IReadOnlySet<ulong> Outcomes(ReadOnlySpan<Call> calls, IEnumerable<ulong> initial)
    {
        if (calls.Length > 64) throw new ArgumentException("at most 64 calls; cut the history at an instant without calls", nameof(calls));
        _failed.Clear();
        var outcomes = new HashSet<ulong>();
        foreach (var content in initial) Collect(calls, calls.Length == 64 ? ulong.MaxValue : (1UL << calls.Length) - 1, content, outcomes);
        return outcomes;
    }

    private void Collect(ReadOnlySpan<Call> calls, ulong open, ulong content, HashSet<ulong> outcomes)
    {
        if (open == 0) outcomes.Add(content);
        if (open == 0 || !_failed.Add((open, content))) return;
        var firstEnd = FirstEnd(calls, open);
        for (var rest = open; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            if (calls[i].Start > firstEnd) continue;
            var (result, next) = MapModel.Apply(content, calls[i].Op);
            if (result == calls[i].Result) Collect(calls, open & ~(1UL << i), next, outcomes);
        }
    }

    private static long FirstEnd(ReadOnlySpan<Call> calls, ulong open)
    {
        var end = long.MaxValue;
        for (var rest = open; rest != 0; rest &= rest - 1) end = Math.Min(end, calls[BitOperations.TrailingZeroCount(rest)].End);
        return end;
    }

    private bool Search(ReadOnlySpan<Call> calls, ulong open, ulong content)
    {
        if (open == 0) return true;
        if (_failed.Contains((open, content))) return false;
        var firstEnd = FirstEnd(calls, open);
        for (var rest = open; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            if (calls[i].Start > firstEnd) continue;
            var (result, next) = MapModel.Apply(content, calls[i].Op);
            if (result == calls[i].Result && Search(calls, open & ~(1UL << i), next)) return true;
        }

        _failed.Add((open, content));
        return false;
    }
}
