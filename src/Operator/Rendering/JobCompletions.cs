namespace Loadline.Operator.Rendering;

/// <summary>Divides a Job's completions over members in the proportion in which its parallelism was divided.</summary>
internal static class JobCompletions
{
    /// <summary>One share per member, in the order of the input. The shares add up to <paramref name="completions"/>.</summary>
    /// <param name="completions">The template's <c>spec.completions</c>.</param>
    /// <param name="replicas">Assigned parallelism per member; a member with none gets no completions.</param>
    /// <remarks>Largest remainder; equal remainders go to the earlier member, so the order of the input must be stable.</remarks>
    public static int[] Divide(int completions, ReadOnlySpan<int> replicas)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(completions);
        var shares = new int[replicas.Length];
        long total = 0;
        foreach (var count in replicas) total += count;
        if (total == 0) return shares;

        var remainders = new (long Remainder, int Index)[replicas.Length];
        var left = completions;
        for (var i = 0; i < replicas.Length; i++)
        {
            var (share, remainder) = Math.DivRem((long)completions * replicas[i], total);
            shares[i] = (int)share;
            left -= shares[i];
            remainders[i] = (remainder, i);
        }

        Array.Sort(remainders, static (a, b) => a.Remainder != b.Remainder ? b.Remainder.CompareTo(a.Remainder) : a.Index.CompareTo(b.Index));
        for (var i = 0; i < left; i++) shares[remainders[i].Index]++;
        return shares;
    }
}
