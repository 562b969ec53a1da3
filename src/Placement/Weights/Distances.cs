namespace Loadline.Placement.Weights;

/// <summary>Round trips as a decision uses them. An unknown one counts as the median of its origin, never as zero, which would make it the best.</summary>
internal static class Distances
{
    /// <summary>Copies estimated round trips and fills in the unknown ones.</summary>
    public static void Complete(ReadOnlySpan<double> estimates, Span<double> complete, int members, double[] scratch)
    {
        estimates.CopyTo(complete);
        for (var from = 0; from < complete.Length; from += members)
        {
            var row = complete.Slice(from, members);
            var count = 0;
            foreach (var value in row)
            {
                if (!double.IsNaN(value)) scratch[count++] = value;
            }

            if (count == members) continue;
            scratch.AsSpan(0, count).Sort();
            var median = count == 0 ? 0 : scratch[count / 2];
            for (var i = 0; i < members; i++)
            {
                if (double.IsNaN(row[i])) row[i] = median;
            }
        }
    }

    /// <summary>Errors as distance, once they have lasted: a request that fails costs what its client waits for nothing.</summary>
    public static void AddErrors(in Inputs inputs, Span<double> rtt, TimeSpan lasted)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs.Now - inputs.Memory.Members[i].FailingSince < lasted) continue;
            var cost = inputs.Memory.Members[i].Errors * inputs.Spec.ErrorCostMs;
            for (var path = i; path < rtt.Length && cost > 0; path += inputs.Count) rtt[path] += cost;
        }
    }

    /// <summary>The round trip to every member, the mean over origins by their demand.</summary>
    public static void Mean(ReadOnlySpan<double> rtt, ReadOnlySpan<double> demand, Span<double> mean)
    {
        double all = 0;
        foreach (var own in demand) all += own;
        mean.Clear();
        for (var j = 0; j < demand.Length; j++)
        {
            var weight = all > 0 ? demand[j] / all : 1.0 / demand.Length;
            for (var i = 0; i < mean.Length; i++) mean[i] += weight * rtt[j * mean.Length + i];
        }
    }
}
