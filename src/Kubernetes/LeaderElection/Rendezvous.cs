using System.Numerics;
using Loadline.Kubernetes.Client;

namespace Loadline.Kubernetes.LeaderElection;

/// <summary>
/// Highest-random-weight hashing: every candidate draws a number for a key, and the highest has it. A candidate that goes leaves its keys to the others and moves
/// no other key. O(candidates).
/// </summary>
public static class Rendezvous
{
    /// <summary>The candidate that has a key; null when there is none. Does not depend on the order of the candidates.</summary>
    public static string? Pick(string key, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        string? best = null;
        ulong most = 0;
        foreach (var candidate in candidates)
        {
            var draw = Mix(ShardSelector.Hash($"{candidate}\0{key}"));
            if (best is not null && (draw < most || (draw == most && string.CompareOrdinal(candidate, best) < 0))) continue;
            (best, most) = (candidate, draw);
        }

        return best;
    }

    // The finaliser of MurmurHash3: FNV alone leaves the draws of similar names in step.
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return BitOperations.RotateLeft(hash ^ (hash >> 33), 32);
    }
}
