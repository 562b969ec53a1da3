using System.Buffers;
using System.Text;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// Webster's (Sainte-Laguë) division: seat after seat goes to the largest votes / (2·seats + 1). Unbiased between large and
/// small parties, and one seat more never takes a seat from anyone.
/// </summary>
internal static class Webster
{
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
        var quotients = ArrayPool<double>.Shared.Rent(votes.Length);
        try
        {
            var size = 0;
            for (var i = 0; i < votes.Length; i++)
            {
                if (votes[i] <= 0 || (!caps.IsEmpty && seats[i] >= caps[i])) continue;
                parties[size] = i;
                quotients[size++] = Quotient(votes[i], seats[i]);
            }

            var heap = new Heap(parties.AsSpan(0, size), quotients.AsSpan(0, size), seats, largerNameFirst);
            for (; count > 0 && heap.Size > 0; count--)
            {
                var party = heap.Top;
                seats[party]++;
                if (!caps.IsEmpty && seats[party] >= caps[party]) heap.RemoveTop();
                else heap.ReplaceTop(Quotient(votes[party], seats[party]));
            }

            return count;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(parties);
            ArrayPool<double>.Shared.Return(quotients);
        }
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

    private ref struct Heap
    {
        private readonly Span<int> _parties;
        private readonly Span<double> _quotients;
        private readonly Span<int> _seats;
        private readonly bool _largerNameFirst;

        public Heap(Span<int> parties, Span<double> quotients, Span<int> seats, bool largerNameFirst)
        {
            _parties = parties;
            _quotients = quotients;
            _seats = seats;
            _largerNameFirst = largerNameFirst;
            Size = parties.Length;
            for (var i = (Size >> 1) - 1; i >= 0; i--) Sink(i);
        }

        public int Size { get; private set; }

        public readonly int Top => _parties[0];

        public void ReplaceTop(double quotient)
        {
            _quotients[0] = quotient;
            Sink(0);
        }

        public void RemoveTop()
        {
            Size--;
            _parties[0] = _parties[Size];
            _quotients[0] = _quotients[Size];
            Sink(0);
        }

        private readonly void Sink(int at)
        {
            while (true)
            {
                var best = (at << 1) + 1;
                if (best >= Size) return;
                if (best + 1 < Size && Before(best + 1, best)) best++;
                if (!Before(best, at)) return;
                (_parties[at], _parties[best]) = (_parties[best], _parties[at]);
                (_quotients[at], _quotients[best]) = (_quotients[best], _quotients[at]);
                at = best;
            }
        }

        private readonly bool Before(int a, int b)
        {
            if (_quotients[a] != _quotients[b]) return _quotients[a] > _quotients[b];
            var (x, y) = (_parties[a], _parties[b]);
            if (_seats[x] != _seats[y]) return _seats[x] < _seats[y];
            return _largerNameFirst ? x > y : x < y;
        }
    }
}
