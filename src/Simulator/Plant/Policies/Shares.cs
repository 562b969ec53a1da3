namespace Loadline.Simulator.Plant.Policies;

/// <summary>Shares of traffic as matrices.</summary>
internal static class Shares
{
    /// <summary>Takes members out that are down and brings every row to one.</summary>
    public static void Mask(Span<double> shares, ReadOnlySpan<bool> healthy)
    {
        var n = healthy.Length;
        for (var from = 0; from < shares.Length; from += n)
        {
            var row = shares.Slice(from, n);
            double sum = 0;
            for (var i = 0; i < n; i++) sum += row[i] = healthy[i] ? row[i] : 0;
            var up = 0;
            for (var i = 0; i < n; i++) up += healthy[i] ? 1 : 0;
            for (var i = 0; i < n; i++) row[i] = sum > 0 ? row[i] / sum : healthy[i] ? 1.0 / Math.Max(1, up) : 0;
        }
    }

    /// <summary>Sends every origin to the member with the least cost among those that are up.</summary>
    public static void Least(ReadOnlySpan<double> costs, Span<double> shares, ReadOnlySpan<bool> healthy)
    {
        var n = healthy.Length;
        shares.Clear();
        for (var j = 0; j < n; j++)
        {
            var best = -1;
            for (var i = 0; i < n; i++)
            {
                if (healthy[i] && (best < 0 || costs[j * n + i] < costs[j * n + best])) best = i;
            }

            shares[j * n + Math.Max(0, best < 0 ? j : best)] = 1;
        }
    }
}
