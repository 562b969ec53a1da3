using System.Diagnostics;

namespace Loadline.Bench.Map;

/// <summary>
/// Times two ways of doing a thing in turns, so that a noisy machine disturbs both alike, and compares them round by round.
/// </summary>
internal sealed class Contest(int rounds)
{
    private static readonly TimeSpan Warmup = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(25);

    /// <summary>Runs both in turns.</summary>
    /// <param name="ours">Does the thing some times and returns how often.</param>
    /// <param name="theirs">The same in the other way.</param>
    public Outcome Run(Func<int> ours, Func<int> theirs)
    {
        for (var turn = 0; turn < 3; turn++)
        {
            Warm(ours);
            Warm(theirs);
            Thread.Sleep(Warmup); // the compiler's turn: it optimizes in the background, once nothing new starts
        }

        var ratios = new double[rounds];
        var times = new double[rounds];
        var bytes = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            // Who begins changes, so that a drift favours nobody.
            (double Ns, double Bytes) mine, other;
            if (round % 2 == 0)
            {
                mine = Measure(ours);
                other = Measure(theirs);
            }
            else
            {
                other = Measure(theirs);
                mine = Measure(ours);
            }

            ratios[round] = mine.Ns / other.Ns;
            times[round] = mine.Ns;
            bytes[round] = mine.Bytes;
        }

        return new(Median.Of(ratios), Median.Of(times), Median.Of(bytes));
    }

    private static void Warm(Func<int> work)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Warmup) work();
    }

    private static (double Ns, double Bytes) Measure(Func<int> work)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        long done = 0;
        TimeSpan elapsed;
        do
        {
            done += work();
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < Turn);
        return (elapsed.TotalNanoseconds / done, (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / done);
    }
}
