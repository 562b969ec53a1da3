namespace Loadline.Registry;

/// <summary>
/// Where members stand after some joined and some left: names are in order, so those behind them move. Members that stay side by side move
/// together, as a run.
/// </summary>
internal sealed class Renumbering
{
    private readonly List<Run> _runs = [];

    /// <summary>The new places of members.</summary>
    /// <param name="names">All names before, in order.</param>
    /// <param name="left">Who left, by the place before, in order.</param>
    /// <param name="joined">Names of those who joined, in order.</param>
    public Renumbering(ReadOnlySpan<string> names, int[] left, ReadOnlySpan<string> joined)
    {
        Left = left;
        Count = names.Length - left.Length + joined.Length;
        Joined = new int[joined.Length];
        var (from, to, gone) = (0, 0, 0);
        for (var i = 0; i <= joined.Length; i++)
        {
            var end = i < joined.Length ? ~names.BinarySearch(joined[i], StringComparer.Ordinal) : names.Length;
            for (; gone < left.Length && left[gone] < end; gone++)
            {
                Stay(left[gone]);
                from++;
            }

            Stay(end);
            if (i < joined.Length) Joined[i] = to++;
        }

        void Stay(int end)
        {
            if (end > from) _runs.Add(new(from, to, end - from));
            to += end - from;
            from = end;
        }
    }

    /// <summary>How many members there are now.</summary>
    public int Count { get; }

    /// <summary>The places before of those who left, in order.</summary>
    public int[] Left { get; }

    /// <summary>The places of those who joined, in order.</summary>
    public int[] Joined { get; }

    /// <summary>The first place that holds another member than before; all before it stay.</summary>
    public int First => _runs is [{ From: 0, To: 0 } first, ..] ? first.Length : 0;

    /// <summary>What belongs to the members, at their new places, and the default at those of who joined.</summary>
    public T[] Move<T>(ReadOnlySpan<T> older)
    {
        var moved = new T[Count];
        foreach (var run in _runs) older.Slice(run.From, run.Length).CopyTo(moved.AsSpan(run.To));
        return moved;
    }

    /// <summary>A set of members, without those who joined or left.</summary>
    public MemberSet Move(MemberSet older)
    {
        var moved = new ulong[MemberSet.WordsFor(Count)];
        foreach (var run in _runs)
        {
            for (var done = 0; done < run.Length;)
            {
                var to = run.To + done;
                var bits = Math.Min(64 - (to & 63), run.Length - done);
                moved[to >> 6] |= (older.BitsFrom(run.From + done) & (ulong.MaxValue >> (64 - bits))) << to;
                done += bits;
            }
        }

        return new(moved);
    }

    /// <summary>Sets of members by key.</summary>
    public Dictionary<TKey, MemberSet> Move<TKey>(Dictionary<TKey, MemberSet> older)
        where TKey : notnull
    {
        var moved = new Dictionary<TKey, MemberSet>(older.Count, older.Comparer);
        foreach (var (key, members) in older) moved.Add(key, Move(members));
        return moved;
    }

    /// <summary>Members that stay side by side.</summary>
    private readonly record struct Run(int From, int To, int Length);
}
