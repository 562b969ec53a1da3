using System.Buffers;
using System.Text;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// Webster's (Sainte-Laguë) division: seat after seat goes to the largest votes / (2·seats + 1). Unbiased between large and
/// small parties, and one seat more never takes a seat from anyone.
/// </summary>
internal static class Webster
{
    /// <summary>Up to here a heap alone is faster than a search for where to start it.</summary>
    private const int HeapOnly = 16;

    /// <summary>
    /// Adds <paramref name="count"/> seats to <paramref name="seats"/>. Parties are in name order; among equal quotients fewer
    /// seats win, then the smaller name, or the larger one when <paramref name="largerNameFirst"/>. A party without votes, or at
    /// its cap, gets nothing.
    /// </summary>
    /// <returns>How many seats could not be given because every party was at its cap or without votes.</returns>
    public static int Allocate(ReadOnlySpan<long> votes, Span<int> seats, int count, bool largerNameFirst, ReadOnlySpan<int> caps = default)
    {
        if (count <= 0) return 0;
        var parties = ArrayPool<int>.Shared.Rent(votes.Length);
        var size = 0;
        for (var i = 0; i < votes.Length; i++)
        {
            if (votes[i] > 0) parties[size++] = i;
        }

        var rest = AllocateAmong(parties.AsSpan(0, size), votes, seats, count, largerNameFirst, caps);
        ArrayPool<int>.Shared.Return(parties);
        return rest;
    }

    /// <summary>As <see cref="Allocate"/>, among some parties only; <paramref name="parties"/> is used up.</summary>
    public static int AllocateAmong(
        Span<int> parties, ReadOnlySpan<long> votes, Span<int> seats, int count, bool largerNameFirst, ReadOnlySpan<int> caps = default)
    {
        var size = 0;
        foreach (var party in parties)
        {
            if (votes[party] > 0 && (caps.IsEmpty || seats[party] < caps[party])) parties[size++] = party;
        }

        parties = parties[..size];
        if (count <= 0 || size == 0) return count;
        var quotients = ArrayPool<double>.Shared.Rent(size);
        if (size > HeapOnly) count = WebsterThreshold.Skip(ref parties, votes, seats, count, caps);
        for (var i = 0; i < parties.Length; i++) quotients[i] = Quotient(votes[parties[i]], seats[parties[i]]);
        var heap = new WebsterHeap(parties, quotients.AsSpan(0, parties.Length), seats, largerNameFirst);
        for (; count > 0 && heap.Size > 0; count--)
        {
            var party = heap.Top;
            seats[party]++;
            if (!caps.IsEmpty && seats[party] >= caps[party]) heap.RemoveTop();
            else heap.ReplaceTop(Quotient(votes[party], seats[party]));
        }

        ArrayPool<double>.Shared.Return(quotients);
        return count;
    }

    /// <summary>The claim of a party to its next seat.</summary>
    public static double Quotient(long votes, int seats) => votes / (2.0 * seats + 1);

    /// <summary>
    /// Whether ties go to the larger name: fixed by the workload's uid, so that a fleet of equal workloads does not pile its
    /// odd replicas on the same member.
    /// </summary>
    public static bool LargerNameFirst(string uid)
    {
        if (uid.Length == 0) return false;
        var hash = 2166136261u;
        Span<byte> buffer = stackalloc byte[128];
        var bytes = Encoding.UTF8.TryGetBytes(uid, buffer, out var length) ? buffer[..length] : Encoding.UTF8.GetBytes(uid);
        foreach (var b in bytes) hash = (hash ^ b) * 16777619u;
        return (hash & 1) != 0;
    }
}
