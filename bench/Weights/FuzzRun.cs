using System.Diagnostics;
using Loadline.Placement.Tests.Weights;

namespace Loadline.Bench.Weights;

/// <summary>Hostile inputs by the million: the worlds of the tests, more of them.</summary>
internal static class FuzzRun
{
    private const int Decisions = 100;

    public static void Run(long inputs, uint seed, Verdicts verdicts)
    {
        verdicts.Title("hostile inputs");
        var started = Stopwatch.GetTimestamp();
        var (wrong, thrown, first) = (0L, 0L, "");
        Parallel.For(0, Math.Max(1, inputs / Decisions), world =>
        {
            try
            {
                var hostile = new HostileWorld((uint)(seed + world));
                for (var n = 0; n < Decisions; n++)
                {
                    hostile.Change();
                    if (hostile.Decide() is not { } what) continue;
                    Interlocked.Increment(ref wrong);
                    Interlocked.CompareExchange(ref first, $" seed {seed + world}, round {n}: {what}", "");
                }
            }
#pragma warning disable CA1031 // Any exception at all is the failure that is looked for.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Interlocked.Increment(ref thrown);
                Interlocked.CompareExchange(ref first, $" seed {seed + world}: {failure}", "");
            }
        });
        verdicts.Check($"{inputs} inputs: exceptions", thrown == 0, $"{thrown} (0){(thrown > 0 ? first : "")}");
        verdicts.Check($"{inputs} inputs: not finite, wrong sum, out of bounds, or growth of a stale member", wrong == 0, Table.Line($"{wrong} (0) in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s{(wrong > 0 ? first : "")}"));
    }
}
