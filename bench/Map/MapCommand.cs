using System.CommandLine;
using System.Globalization;

namespace Loadline.Bench.Map;

/// <summary>The map verb: what the registry's map costs, as ratios to the framework's, in one run.</summary>
internal static class MapCommand
{
    private const double HeartbeatsPerSecond = 10_000;

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Interleaved rounds of each comparison; the median counts", DefaultValueFactory = static _ => 9 };
        var command = new Command("map", "The cluster registry's map against ConcurrentDictionary and others: ratios of one run") { rounds };
        command.SetAction(parsed => Run(new(Math.Max(5, parsed.GetValue(rounds))), Console.Out));
        return command;
    }

    private static int Run(Contest contest, TextWriter output)
    {
        var report = new Report(output);

        // Each group has maps of its own: writes of one would scatter in memory what the next one reads.
        Sizes(contest, report, new(1000));
        Gets(contest, report, new(1000));
        Writes(contest, report, new(1000));
        Passes(contest, report, new(1000));
        Telemetry(contest, report, new(1000));
        Mixes(contest, report, new(1000));
        TenThousand(contest, report, new(10_000));
        Registry(contest, report, 1000, 20);
        Registry(contest, report, 10_000, 100);
        return report.Close();
    }

    private static void Sizes(Contest contest, Report report, Fleet fleet)
    {
        var counter = new Counter();
        report.Ratio("size / Volatile.Read(long)", contest.Run(() => MapContests.OurCount(fleet), () => MapContests.PlainRead(counter)), 2);
        report.Ratio("size / ConcurrentDictionary.Count", contest.Run(() => MapContests.OurCount(fleet), () => MapContests.TheirCount(fleet)), 1.0 / 500);
    }

    private static void Gets(Contest contest, Report report, Fleet fleet)
    {
        report.Ratio("get, found", contest.Run(() => MapContests.OurGets(fleet.Ours, fleet.Keys), () => MapContests.TheirGets(fleet.Theirs, fleet.Keys)), 1);
        report.Ratio("get, absent", contest.Run(() => MapContests.OurGets(fleet.Ours, fleet.Absent), () => MapContests.TheirGets(fleet.Theirs, fleet.Absent)), 1.25);
    }

    private static void Writes(Contest contest, Report report, Fleet fleet)
    {
        report.Ratio("set, present", contest.Run(() => MapContests.OurSets(fleet), () => MapContests.TheirSets(fleet)), 2.5, mostBytes: 256);
        report.Ratio("add + remove", contest.Run(() => MapContests.OurChurn(fleet), () => MapContests.TheirChurn(fleet)), 3.5);
        report.Ratio("load all", contest.Run(() => MapContests.OurLoad(fleet), () => MapContests.TheirLoad(fleet)), 0.5);
    }

    private static void Passes(Contest contest, Report report, Fleet fleet)
    {
        int ours = 0, theirs = 0;
        report.Ratio("consistent pass / ToArray", contest.Run(() => MapContests.OurPass(fleet), () => MapContests.TheirPass(fleet)), 0.10);
        report.Ratio(
            "write + consistent pass / write + ToArray",
            contest.Run(() => MapContests.OurWriteAndPass(fleet, ref ours), () => MapContests.TheirWriteAndPass(fleet, ref theirs)), 0.20);
        report.Time("snapshot, unchanged", contest.Run(() => MapContests.OurSnapshot(fleet), () => MapContests.OurSnapshot(fleet)), 50, 0);
    }

    private static void Telemetry(Contest contest, Report report, Fleet fleet)
    {
        var cells = new CellContests(fleet);
        report.Ratio("cell update / struct in a ConcurrentDictionary", contest.Run(cells.OurUpdates, cells.TheirUpdates), 0.6, mostBytes: 0);
        report.Ratio("preallocated map, add + remove / presized", contest.Run(cells.OurChurn, cells.TheirChurn), null, mostBytes: 0);
    }

    private static void Mixes(Contest contest, Report report, Fleet fleet)
    {
        using var locked = new LockedMap(fleet.Pairs);
        report.Ratio("99 gets, 1 set", contest.Run(() => MapContests.OurMix(fleet), () => MapContests.TheirMix(fleet)), 1 / 1.05);
        report.Ratio("99 gets, 1 set / ReaderWriterLockSlim", contest.Run(() => MapContests.OurMix(fleet), () => MapContests.LockedMix(fleet, locked)), 1 / 1.37);
    }

    private static void TenThousand(Contest contest, Report report, Fleet fleet)
    {
        report.Ratio("10,000: get, found", contest.Run(() => MapContests.OurGets(fleet.Ours, fleet.Keys), () => MapContests.TheirGets(fleet.Theirs, fleet.Keys)), 1);
        report.Ratio("10,000: get, absent", contest.Run(() => MapContests.OurGets(fleet.Ours, fleet.Absent), () => MapContests.TheirGets(fleet.Theirs, fleet.Absent)), 1.3);
        report.Ratio("10,000: add + remove", contest.Run(() => MapContests.OurChurn(fleet), () => MapContests.TheirChurn(fleet)), 4.5);
    }

    private static void Registry(Contest contest, Report report, int members, double mostMicroseconds)
    {
        var registry = new RegistryContests(members);
        var prefix = members.ToString("#,0", CultureInfo.InvariantCulture) + " members: ";
        var unchanged = contest.Run(registry.Unchanged, registry.Unchanged);
        report.Time(prefix + "snapshot, nothing changed", unchanged, null, 0);
        report.Time(prefix + "one member's resources + snapshot", contest.Run(registry.ChangeAndSnapshot, registry.Unchanged), mostMicroseconds * 1000, null);
        report.Time(prefix + "one member's telemetry + snapshot", contest.Run(registry.BeatAndSnapshot, registry.Unchanged), mostMicroseconds * 1000, null);
        report.Time(prefix + "one member's labels + snapshot", contest.Run(registry.RelabelAndSnapshot, registry.Unchanged), mostMicroseconds * 1000, null);
        report.Time(prefix + "a member joins or leaves + snapshot", contest.Run(registry.JoinAndLeave, registry.Unchanged), null, null);
        var beat = contest.Run(registry.Heartbeat, registry.Unchanged);
        report.Time(prefix + "heartbeat", beat, 0.01 / HeartbeatsPerSecond * 1e9, null);
    }
}
