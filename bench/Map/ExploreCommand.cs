using System.CommandLine;
using System.Diagnostics;
using Loadline.Registry.Exploration;
using Loadline.Registry.Exploration.Mutants;
using Loadline.Registry.Exploration.Subjects;

namespace Loadline.Bench.Map;

/// <summary>
/// The explore verb: the registry's lock-free code under as many schedules as asked for, with a processor taken away at every access to
/// shared memory, stores held back, threads stopped for good; and defects that must all be caught.
/// </summary>
internal static class ExploreCommand
{
    private const int MostDeviations = 4;

    public static Command Create()
    {
        var schedules = new Option<long>("--schedules") { Description = "How many schedules at least, unless all are exhausted", DefaultValueFactory = static _ => 1_000_000 };
        var mutants = new Option<bool>("--mutants") { Description = "Whether defects are put in and must be caught", DefaultValueFactory = static _ => true };
        var command = new Command("explore", "Explores the schedules of the registry's lock-free code, and checks that defects are caught") { schedules, mutants };
        command.SetAction(parsed => Run(parsed.GetValue(schedules), parsed.GetValue(mutants), Console.Out));
        return command;
    }

    private static int Run(long schedules, bool mutants, TextWriter output)
    {
        var start = Stopwatch.GetTimestamp();
        var violations = 0;
        var done = 0L;
        foreach (var weak in (ReadOnlySpan<bool>)[false, true])
        {
            using var explorer = new Explorer(new SubjectFactory(), weak);
            violations += Explore(explorer, schedules / 2, output);
            output.WriteLine($"{(weak ? "delayed stores and early loads" : "sequential memory")}: {explorer.Schedules:#,0} schedules");
            done += explorer.Schedules;
        }

        using (var explorer = new Explorer(new SubjectFactory()))
        {
            var places = 0;
            foreach (var scenario in Scenarios.All.Where(static s => !s.WritersWait))
            {
                violations += Show(explorer.StallEverywhere(scenario, out var stalls), output);
                places += stalls;
            }

            output.WriteLine($"a thread stopped for good: {places:#,0} places");
            done += explorer.Schedules;
        }

        var missed = mutants ? Hunt(output) : 0;
        output.WriteLine($"{done:#,0} schedules, {violations} violations, {missed} defects missed, {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        return violations + missed == 0 ? 0 : 1;
    }

    /// <summary>Every schedule with few deviations first, then with more; then random ones, until there are enough.</summary>
    private static int Explore(Explorer explorer, long schedules, TextWriter output)
    {
        var scenarios = Scenarios.All.ToArray();
        for (var deviations = 1; deviations <= MostDeviations && explorer.Schedules < schedules; deviations++)
        {
            var share = (schedules - explorer.Schedules) / scenarios.Length;
            var exhausted = 0;
            foreach (var scenario in scenarios)
            {
                if (Show(explorer.Exhaust(scenario, deviations, Math.Max(1000, share), out var all), output) > 0) return 1;
                if (all) exhausted++;
            }

            output.WriteLine($"  up to {deviations} deviations: {exhausted} of {scenarios.Length} scenarios exhausted");
        }

        for (var seed = 1; explorer.Schedules < schedules; seed++)
        {
            foreach (var scenario in scenarios)
            {
                if (Show(explorer.Sample(scenario, 1000, seed, depth: 3 + (seed % 3)), output) > 0) return 1;
            }
        }

        return 0;
    }

    private static int Hunt(TextWriter output)
    {
        var missed = 0;
        foreach (var mutant in KnownMutants.All)
        {
            var (_, finding) = MutantHunt.Catch(MutantCompiler.Compile(mutant), mutant);
            output.WriteLine(finding is null ? $"  MISSED: {mutant}" : $"  caught after {finding.Schedules:#,0} schedules: {mutant}");
            if (finding is null) missed++;
        }

        output.WriteLine($"defects: {KnownMutants.All.Count - missed} of {KnownMutants.All.Count} caught");
        return missed;
    }

    private static int Show(Finding? finding, TextWriter output)
    {
        if (finding is null) return 0;
        output.WriteLine($"VIOLATION in '{finding.Scenario}': {finding.What}");
        output.WriteLine($"  schedule: {finding.Trace}");
        return 1;
    }
}
