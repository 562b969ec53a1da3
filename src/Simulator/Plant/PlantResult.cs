namespace Loadline.Simulator.Plant;

/// <summary>The figures of one run.</summary>
internal sealed record PlantResult
{
    public required double MeanMs { get; init; }

    public required double P95Ms { get; init; }

    public required double P99Ms { get; init; }

    /// <summary>Mean of the first five minutes of the event; NaN without one.</summary>
    public required double EventMeanMs { get; init; }

    public required double EventP99Ms { get; init; }

    public required double ErrorPercent { get; init; }

    /// <summary>Traffic shares moved per hour.</summary>
    public required double ChurnPerHour { get; init; }

    /// <summary>Times per hour that a member's share turned by more than 1 %.</summary>
    public required double ReversalsPerHour { get; init; }

    /// <summary>The same, within 60 s of the step the other way.</summary>
    public required double QuickReversals { get; init; }

    /// <summary>Replicas started per hour.</summary>
    public required double MovesPerHour { get; init; }

    /// <summary>Utilisation of the busiest member in the run.</summary>
    public required double MaxUtilization { get; init; }

    /// <summary>Time and mean latency of every step.</summary>
    public required IReadOnlyList<(double Time, double MeanMs, double Errors)> History { get; init; }

    /// <summary>Share of all traffic of every member in every step.</summary>
    public required float[] Shares { get; init; }

    public required PlantModel Plant { get; init; }

    /// <summary>Seconds of one step.</summary>
    public required double Step { get; init; }

    public double ShareAt(double time, int member) => Shares[Math.Clamp((int)(time / Step) - 1, 0, Shares.Length / Plant.Topology.Count - 1) * Plant.Topology.Count + member];

    /// <summary>Seconds from a moment until mean latency is within a tenth of another run's for half a minute; NaN when it never is.</summary>
    public double Convergence(PlantResult oracle, double from, double to)
    {
        const int Window = 5, Hold = 30;
        var good = 0;
        for (var t = (int)from; t < (int)to; t++)
        {
            if (Mean(t, t + Window) <= 1.1 * oracle.Mean(t, t + Window) + 1) good++;
            else good = 0;
            if (good >= Hold) return t - Hold + 1 - from;
        }

        return double.NaN;
    }

    /// <summary>Seconds from a moment until half of what another run takes from a member is taken; NaN when that is nothing or never.</summary>
    public double HalfDrain(PlantResult oracle, int member, double from, double to)
    {
        var before = ShareAt(from - 1, member);
        double final = 0;
        for (var t = (int)from + 61; t <= (int)from + 240; t++) final += oracle.ShareAt(t, member) / 180.0;
        if (before - final < 0.02) return double.NaN;
        for (var t = from + 1; t < to; t++)
        {
            if (ShareAt(t, member) <= before - 0.5 * (before - final)) return t - from;
        }

        return double.NaN;
    }

    /// <summary>Mean latency between two moments.</summary>
    public double Mean(double from, double to)
    {
        double sum = 0;
        var count = 0;
        for (var k = Math.Max(0, (int)(from / Step)); k < History.Count && History[k].Time < to; k++)
        {
            sum += History[k].MeanMs;
            count++;
        }

        return count == 0 ? double.NaN : sum / count;
    }
}
