namespace Loadline.Simulator.Plant;

/// <summary>
/// The scenarios that policies are judged by. In all but the steady ones something happens after ten minutes and ends after twenty-five, so that
/// both what it does and what its end does are seen.
/// </summary>
internal static class PlantScenarios
{
    private const double Start = 600;
    private const double End = 1500;
    private const int Washington = 0;
    private const int Dallas = 1;
    private const int London = 2;
    private const int Frankfurt = 3;

    private static readonly Dictionary<string, (string Name, Func<Topology, PlantScenario> Make)> All = new(StringComparer.OrdinalIgnoreCase)
    {
        ["S0"] = ("steady", static _ => new() { Name = "", Seconds = 1500 }),
        ["S1"] = ("CPU spike to 98 % at WDC", static t => With(Others(t, Washington, 0.80))),
        ["S1g"] = ("spike at WDC that grabs what is freed", static t => With(Grabbing(t, Washington))),
        ["S2"] = ("round trip +60 ms at LON", static _ => Rtt(static (t, j, i) => i == London && During(t) ? 60 : 0)),
        ["S2r"] = ("round trip of LON creeps up by 60 ms", static _ => Rtt(static (t, j, i) => i == London && During(t) ? Math.Min(60, (t - Start) / 10) : 0)),
        ["S2p"] = ("one path asymmetric: DAL to LON +150 ms", static _ => Rtt(static (t, j, i) => i == London && j == Dallas && During(t) ? 150 : 0)),
        ["S3"] = ("outage of FRA", static _ => new() { Name = "", Up = static (t, i) => !(i == Frankfurt && During(t)) }),
        ["S3s"] = ("outage of FRA for 45 s", static _ => new() { Name = "", Up = static (t, i) => !(i == Frankfurt && t is >= Start and < Start + 45) }),
        ["S3e"] = ("brown-out of FRA: 20 % errors", static _ => new() { Name = "", Errors = static (t, i) => i == Frankfurt && During(t) ? 0.2 : 0 }),
        ["S3h"] = ("hub blind to four members, users fine", static _ => new() { Name = "", Missing = static (t, i) => i < 4 && During(t) }),
        ["S4"] = ("metrics of WDC lost, demand +10 %", static _ => Lost(static i => i == Washington)),
        ["S4h"] = ("metrics of half lost, demand +10 %", static _ => Lost(static i => i < 3)),
        ["S4a"] = ("metrics of all lost, demand +10 %", static _ => Lost(static _ => true)),
        ["S4f"] = ("metrics of WDC frozen, demand +10 %", static _ => Distorted(Frozen())),
        ["S4n"] = ("metrics of WDC not numbers", static _ => Distorted(static (t, r, _) => Fill(r, Washington, double.NaN))),
        ["S4m"] = ("metrics of WDC negative or infinite", static _ => Distorted(static (t, r, _) => Fill(r, Washington, (int)t % 4 < 2 ? -5 : double.PositiveInfinity))),
        ["S4r"] = ("old samples replayed", static _ => Distorted(Replayed())),
        ["S5"] = ("noise of 12 %, 8 % outliers", static _ => new() { Name = "", Seconds = 1500, Noise = 0.12, Outliers = 0.08 }),
        ["S6"] = ("DAL flaps, 20 s of every 60 down", static _ => Flapping(60, 20)),
        ["S6f"] = ("DAL flaps, 5 s of every 10 down", static _ => Flapping(10, 5)),
        ["S6p"] = ("DAL flaps at the period of the probes", static _ => Flapping(4, 2)),
        ["S7"] = ("FRA and LON lost: too little is left", static _ => new() { Name = "", Up = static (t, i) => !(i is Frankfurt or London && During(t)) }),
        ["S8"] = ("demand of LON doubles", static _ => Demand(static (t, j) => j == London && During(t) ? 2 : 1)),
        ["S8x"] = ("demand of LON quadruples", static _ => Demand(static (t, j) => j == London && During(t) ? 4 : 1)),
        ["S10"] = ("all replicas of WDC restart cold", static _ => new() { Name = "", Restart = static (t, i) => i == Washington && t == Start }),
        ["S13"] = ("replicas of unequal speed, 0.5 to 1.5", static _ => new() { Name = "", Seconds = 1500, Speed = static (_, i, _) => 0.5 + i % 5 * 0.25 }),
        ["S14"] = ("demand of WDC beats at the period of the loop", static _ => Demand(static (t, j) => j == Washington && During(t) ? (int)(t / 2) % 2 == 0 ? 1.3 : 0.7 : 1)),
        ["S14z"] = ("WDC claims to be idle", static _ => Distorted(static (t, r, _) => r.Utilization[Washington] = 0)),
        ["S14o"] = ("WDC claims to be saturated", static _ => Distorted(static (t, r, _) => r.Utilization[Washington] = 1)),
        ["S15"] = ("LON and FRA share a failing backend", static _ => new() { Name = "", Speed = SharedBackend }),
    };

    /// <summary>Names by which scenarios are called.</summary>
    public static IEnumerable<string> Ids => All.Keys;

    /// <summary>A scenario in a topology.</summary>
    public static PlantScenario Of(string id, Topology topology)
    {
        var (name, make) = All[id];
        return make(topology) with { Name = $"{id} {name}" };
    }

    public static bool Exists(string id) => All.ContainsKey(id);

    /// <summary>Whole days, from midnight.</summary>
    public static PlantScenario Day(int hours) =>
        new() { Name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"S9 {hours} h follow the sun"), Seconds = 3600.0 * hours, EventStart = double.MaxValue };

    /// <summary>A week of which the last two days have less demand.</summary>
    public static PlantScenario Week() => Day(168) with
    {
        Name = "S9w a week with its weekend",
        Demand = static (t, _) => t >= 5 * 86_400 ? 0.6 : 1,
    };

    /// <summary>Replicas 10 to 100 and back, with a demand that asks for them.</summary>
    public static PlantScenario ScaleStorm(Topology topology) => new()
    {
        Name = "S11 replicas 10 to 100 to 10",
        Replicas = static t => t < Start ? 10 : t < Start + 450 ? 10 + (int)((t - Start) / 5) : t < Start + 600 ? 100 : Math.Max(10, 100 - (int)((t - Start - 600) / 5)),
        Demand = static (t, _) => (t < Start ? 10 : t < Start + 450 ? 10 + (t - Start) / 5 : t < Start + 600 ? 100 : Math.Max(10, 100 - (t - Start - 600) / 5)) / 96.0,
    };

    private static bool During(double t) => t is >= Start and < End;

    private static PlantScenario With(Func<double, int, double, double> background) => new() { Name = "", Background = background };

    private static Func<double, int, double, double> Others(Topology topology, int member, double share) =>
        (t, i, _) => (i == member && During(t) ? share : Topology.Background) * topology.Cores[i];

    /// <summary>The nodes stay at 98 % whatever the workload leaves free.</summary>
    private static Func<double, int, double, double> Grabbing(Topology topology, int member) =>
        (t, i, own) => i == member && During(t) ? Math.Max(Topology.Background, 0.98 - own / topology.Cores[i]) * topology.Cores[i] : Topology.Background * topology.Cores[i];

    private static PlantScenario Rtt(Func<double, int, int, double> extra) => new() { Name = "", ExtraRtt = extra };

    private static PlantScenario Demand(Func<double, int, double> factor) => new() { Name = "", Demand = factor };

    private static PlantScenario Lost(Func<int, bool> whose) => new()
    {
        Name = "",
        Missing = (t, i) => During(t) && whose(i),
        Demand = static (t, _) => During(t) ? 1.1 : 1,
    };

    private static PlantScenario Distorted(Action<double, SensorReport, SensorReport> distort) => new()
    {
        Name = "",
        Distort = (t, report, truth) =>
        {
            if (During(t)) distort(t, report, truth);
        },
        Demand = static (t, _) => During(t) ? 1.1 : 1,
    };

    private static Action<double, SensorReport, SensorReport> Frozen()
    {
        (double, double, double, double)? kept = null;
        return (_, report, truth) =>
        {
            kept ??= (truth.Completions[Washington], truth.Utilization[Washington], truth.NodeCpu[Washington], truth.Inside[Washington]);
            (report.Completions[Washington], report.Utilization[Washington], report.NodeCpu[Washington], report.Inside[Washington]) = kept.Value;
        };
    }

    private static Action<double, SensorReport, SensorReport> Replayed()
    {
        var received = double.NaN;
        return (_, report, _) =>
        {
            if (double.IsNaN(received)) received = report.Received;
            report.Received = received;
        };
    }

    private static void Fill(SensorReport report, int member, double value) =>
        report.Completions[member] = report.Utilization[member] = report.NodeCpu[member] = report.Inside[member] = report.Latency[member] = value;

    private static PlantScenario Flapping(double period, double down) => new()
    {
        Name = "",
        Up = (t, i) => !(i == Dallas && During(t) && (t - Start) % period < down),
    };

    /// <summary>What both send to the backend slows both.</summary>
    private static double SharedBackend(double t, int i, double[] load)
    {
        if (!During(t) || i is not (London or Frankfurt)) return 1;
        return 1 / (1 + Math.Max(0, (load[London] + load[Frankfurt]) / 700 - 1));
    }
}
