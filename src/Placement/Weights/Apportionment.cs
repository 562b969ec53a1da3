using System.Buffers;
using Loadline.Placement.Scheduling;

namespace Loadline.Placement.Weights;

/// <summary>Shares as whole replicas, and as whole parts of 10,000 of traffic: Webster's division, from what members hold.</summary>
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

    /// <summary>Divides the traffic of one origin; shares need not add up to one.</summary>
    public static void Traffic(ReadOnlySpan<double> shares, Span<int> weights)
    {
        var votes = ArrayPool<long>.Shared.Rent(shares.Length);
        double all = 0;
        foreach (var own in shares) all += own;
        var left = Parts;
        for (var i = 0; i < shares.Length; i++)
        {
            votes[i] = all > 0 ? (long)(shares[i] / all * VotesPerUnit) : 1;
            // Webster gives a party no less than its quota rounded down, less one: the heap then has only the last few to give.
            weights[i] = all > 0 ? Math.Max(0, (int)(shares[i] / all * Parts) - 1) : 0;
            left -= weights[i];
        }

        Webster.Allocate(votes.AsSpan(0, shares.Length), weights, left, largerNameFirst: false);
        ArrayPool<long>.Shared.Return(votes);
    }
}
