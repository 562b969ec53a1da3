using System.Buffers;

namespace Loadline.Placement.Weights;

/// <summary>Shares as votes for whole replicas, and as whole parts of 10,000 of traffic.</summary>
internal static class Apportionment
{
    /// <summary>Parts into which traffic is divided.</summary>
    public const int Parts = 10_000;

    private const double VotesPerUnit = 1e12;

    /// <summary>Claims as votes. A member that may hold something has one vote at least, so that it is filled before replicas stay unplaced.</summary>
    public static void Votes(ReadOnlySpan<double> claims, ReadOnlySpan<int> caps, Span<long> votes)
    {
        double all = 0;
        foreach (var own in claims) all += own;
        for (var i = 0; i < votes.Length; i++)
            votes[i] = caps[i] <= 0 ? 0 : Math.Max(1, (long)(all > 0 ? claims[i] / all * VotesPerUnit : 1));
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
