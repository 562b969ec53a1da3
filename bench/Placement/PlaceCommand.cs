using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Loadline.Crds;
using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;

namespace Loadline.Bench.Placement;

/// <summary>The place verb: how long a placement takes, what it allocates, and how many a core makes in a second.</summary>
internal static class PlaceCommand
{
    private const int Replicas = 200;
    private static readonly (int Members, double Micros)[] Targets = [(100, 10), (1_000, 30), (5_000, 100)];
    private const int Batches = 40;
    private const int MaxBytes = 4 * 1024;
    private const double MinPerSecond = 5_000;

    public static Command Create()
    {
        var bindings = new Option<int>("--bindings") { Description = "Bindings of the throughput run", DefaultValueFactory = _ => 10_000 };
        var members = new Option<int>("--members") { Description = "Members of the throughput run", DefaultValueFactory = _ => 1_000 };
        var command = new Command("place", "Times one placement over 100, 1,000 and 5,000 members, and thousands of them with their reasons") { bindings, members };
        command.SetAction(parsed => Run(parsed.GetValue(bindings), parsed.GetValue(members), Console.Out));
        return command;
    }

    private static int Run(int bindings, int members, TextWriter output)
    {
        var failed = false;
        output.WriteLine($"{Replicas} replicas, label affinity; single thread; best and median of {Batches} batches, judged by the best: neighbours on the machine only add");
        foreach (var (count, limit) in Targets)
        {
            var fleet = new PlaceFleet(count);
            var (best, median, bytes) = Measure(fleet, PlaceFleet.Workload(CompiledPlacement.Compile(PlaceFleet.Placement(PlaceFleet.Weighted("AvailableReplicas"))), Replicas));
            var holds = best <= limit && bytes <= MaxBytes;
            failed |= !holds;
            output.WriteLine(Line($"{count,6} members  AvailableReplicas {best,8:0.0} {median,8:0.0} µs {bytes,7} B   {(holds ? "pass" : "FAIL")} (at most {limit} µs, {MaxBytes} B)"));
            foreach (var (name, request) in Others(fleet))
            {
                (best, median, bytes) = Measure(fleet, request);
                output.WriteLine(Line($"{"",16}{name,-18}{best,8:0.0} {median,8:0.0} µs {bytes,7} B"));
            }
        }

        var perSecond = Throughput(bindings, members);
        failed |= perSecond < MinPerSecond;
        output.WriteLine(Line($"{bindings} bindings x {members} members, a record of every member with each: {perSecond:0} bindings/s   {(perSecond >= MinPerSecond ? "pass" : "FAIL")} (at least {MinPerSecond:0})"));
        return failed ? 1 : 0;
    }

    private static IEnumerable<(string Name, PlacementRequest Request)> Others(PlaceFleet fleet)
    {
        var available = CompiledPlacement.Compile(PlaceFleet.Placement(PlaceFleet.Weighted("AvailableReplicas")));
        var placed = Scheduler.Place(PlaceFleet.Workload(available, Replicas), fleet.Snapshot).Targets;
        yield return ("  one more", PlaceFleet.Workload(available, Replicas + 1) with { Previous = placed });
        yield return ("Aggregated", PlaceFleet.Workload(CompiledPlacement.Compile(PlaceFleet.Placement(PlaceFleet.Aggregated)), Replicas));
        yield return ("StaticWeight", PlaceFleet.Workload(CompiledPlacement.Compile(PlaceFleet.Placement(PlaceFleet.Weighted(null))), Replicas));
        var measured = PlaceFleet.Workload(CompiledPlacement.Compile(PlaceFleet.Placement(PlaceFleet.Weighted("LatencyAndLoad"))), Replicas);
        yield return ("LatencyAndLoad", measured);
        yield return ("  steady", measured with { Previous = Scheduler.Place(measured, fleet.Snapshot).Targets });
        SpreadConstraint[] spread = [new() { SpreadByField = "region", MinGroups = 2, MaxGroups = 4 }, new() { SpreadByField = "cluster", MinGroups = 3, MaxGroups = 50 }];
        yield return ("spread by region", PlaceFleet.Workload(CompiledPlacement.Compile(PlaceFleet.Placement(PlaceFleet.Weighted("AvailableReplicas"), spread)), Replicas));
    }

    private static (double Best, double Median, long Bytes) Measure(PlaceFleet fleet, PlacementRequest request)
    {
        var batch = 100_000 / fleet.Snapshot.Count;
        // Long enough for the last tier of compilation.
        for (var warm = Stopwatch.StartNew(); warm.ElapsedMilliseconds < 500;) Scheduler.Place(request, fleet.Snapshot);
        var times = new double[Batches];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times.Length; i++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var n = 0; n < batch; n++) Scheduler.Place(request, fleet.Snapshot);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds / batch;
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (times.Length * batch);
        Array.Sort(times);
        return (times[0], times[times.Length / 2], bytes);
    }

    /// <summary>A fleet's bindings under a few dozen policies, each decided with its reasons and read member by member.</summary>
    private static double Throughput(int bindings, int members)
    {
        var fleet = new PlaceFleet(members);
        ReplicaScheduling[] schedulings = [PlaceFleet.Weighted("AvailableReplicas"), PlaceFleet.Weighted("LatencyAndLoad"), PlaceFleet.Aggregated, PlaceFleet.Weighted(null)];
        var policies = schedulings.Select(s => CompiledPlacement.Compile(PlaceFleet.Placement(s))).ToArray();
        var requests = Enumerable.Range(0, bindings).Select(n => PlaceFleet.Workload(policies[n % policies.Length], 1 + n * 7 % 200, n)).ToArray();
        foreach (var request in requests.Take(500)) Decide(request);
        var started = Stopwatch.GetTimestamp();
        long reasons = 0;
        foreach (var request in requests) reasons += Decide(request);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (reasons != (long)bindings * members) throw new InvalidOperationException($"{reasons} members were accounted for, not {(long)bindings * members}");
        return bindings / seconds;

        int Decide(PlacementRequest request)
        {
            var accounted = 0;
            foreach (var member in Scheduler.Place(request, fleet.Snapshot, keepWorking: true).Decision.Members) accounted += member.RefusedBy is not null || member.Replicas is not null ? 1 : 0;
            return accounted;
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
