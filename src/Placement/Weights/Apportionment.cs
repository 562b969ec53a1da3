using System.Buffers;

namespace Loadline.Placement.Weights;

/// <summary>Shares as votes for whole replicas, and as whole parts of 10,000 of traffic.</summary>
internal static class Apportionment
{
    /// <summary>Parts into which traffic is divided.</summary>
    public const int Parts = 10_000;

    private const double VotesPerUnit = 1e12;

    /// <summary>Part of a seat by which a quota may be off a whole number and still be that number.</summary>
    private const double Whole = 1e-6;

    /// <summary>Claims as votes. A member that may hold something has one vote at least, so that it is filled before replicas stay unplaced.</summary>
    public static void Votes(ReadOnlySpan<double> claims, ReadOnlySpan<int> caps, Span<long> votes)
    {
        double all = 0;
        foreach (var own in claims) all += own;
        for (var i = 0; i < votes.Length; i++)
            votes[i] = caps[i] <= 0 ? 0 : Math.Max(1, (long)(all > 0 ? claims[i] / all * VotesPerUnit : 1));
    }

    /// <summary>
    /// The quotas of a division: what claims come to between floors and caps, rounded down and up. A member at a bound has that bound as its quota,
    /// and the others share what is left, until none is beyond.
    /// </summary>
    /// <param name="votes">Claims.</param>
    /// <param name="floors">Least seats of every member.</param>
    /// <param name="caps">Most seats of every member, at least its floor.</param>
    /// <param name="seats">Seats to divide.</param>
    /// <param name="quota">Working space.</param>
    /// <param name="lower">Out: quotas rounded down.</param>
    /// <param name="upper">Out: quotas rounded up.</param>
    public static void Quotas(ReadOnlySpan<long> votes, ReadOnlySpan<int> floors, ReadOnlySpan<int> caps, long seats, Span<double> quota, Span<int> lower, Span<int> upper)
    {
        for (var i = 0; i < votes.Length; i++) quota[i] = votes[i] > 0 && floors[i] < caps[i] ? double.NaN : floors[i];
        for (var rate = Rate(votes, seats, quota); ; rate = Rate(votes, seats, quota))
        {
            double over = 0, under = 0;
            for (var i = 0; i < votes.Length; i++)
            {
                if (!double.IsNaN(quota[i])) continue;
                over += Math.Max(0, rate * votes[i] - caps[i]);
                under += Math.Max(0, floors[i] - rate * votes[i]);
            }

            // The side that is further off cannot come back within its bounds as the other side is put right.
            var settles = over <= 0 && under <= 0;
            for (var i = 0; i < votes.Length; i++)
            {
                if (!double.IsNaN(quota[i])) continue;
                var own = rate * votes[i];
                if (settles) quota[i] = own;
                else if (over >= under && own > caps[i]) quota[i] = caps[i];
                else if (over < under && own < floors[i]) quota[i] = floors[i];
            }

            if (settles) break;
        }

        for (var i = 0; i < votes.Length; i++) (lower[i], upper[i]) = ((int)Math.Floor(quota[i] + Whole), (int)Math.Ceiling(quota[i] - Whole));
    }

    /// <summary>Seats per vote of those whose quota is open.</summary>
    private static double Rate(ReadOnlySpan<long> votes, double seats, ReadOnlySpan<double> quota)
    {
        double all = 0;
        for (var i = 0; i < votes.Length; i++)
        {
            if (double.IsNaN(quota[i])) all += votes[i];
            else seats -= quota[i];
        }

        return all > 0 ? Math.Max(0, seats) / all : 0;
    }

    /// <summary>
    /// Divides the traffic of one origin: rounded down, and what is left to the largest remainders, so that no share is off by a whole part. Traffic
    /// need not be monotone in the number of parts as replicas must be, because that number never changes.
    /// </summary>
    public static void Traffic(ReadOnlySpan<double> shares, Span<int> weights)
    {
        var rented = ArrayPool<double>.Shared.Rent(shares.Length);
        var remainders = rented.AsSpan(0, shares.Length);
        double all = 0;
        foreach (var own in shares) all += own;
        var left = Parts;
        for (var i = 0; i < shares.Length; i++)
        {
            var quota = (all > 0 ? shares[i] / all : 1.0 / shares.Length) * Parts;
            weights[i] = (int)quota;
            remainders[i] = quota - weights[i];
            left -= weights[i];
        }

        for (; left > 0 && shares.Length > 0; left--)
        {
            var best = 0;
            for (var i = 1; i < remainders.Length; i++)
            {
                if (remainders[i] > remainders[best]) best = i;
            }

            weights[best]++;
            remainders[best] -= 1;
        }

        ArrayPool<double>.Shared.Return(rented);
    }
}
