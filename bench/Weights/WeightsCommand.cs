using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Loadline.Simulator.Plant;

namespace Loadline.Bench.Weights;

/// <summary>The weights verb: the weight loop against its peers and an oracle on the plant, its targets, its cost, and hostile inputs.</summary>
internal static class WeightsCommand
{
    private static readonly string[] Regional = ["S0", "S1", "S3", "S6", "S8"];
    private static readonly string[] Replica = ["S0", "S1", "S2", "S3", "S5", "S6"];
    private static readonly string[] TrafficScenarios = ["S0", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8"];

    public static Command Create()
    {
        var seeds = new Option<string>("--seeds") { Description = "Seeds, separated by commas", DefaultValueFactory = static _ => "11,12,13" };
        var scenario = new Option<string?>("--scenario") { Description = "Only these scenarios, separated by commas, such as S1,S3" };
        var table = new Option<string?>("--table") { Description = "Only this table: traffic, regional, replicas or day" };
        var command = new Command("weights", "The weight loop against its peers and an oracle, with its targets") { seeds, scenario, table };
        command.SetAction(parsed => Run(
            [.. parsed.GetValue(seeds)!.Split(',').Select(static seed => uint.Parse(seed, CultureInfo.InvariantCulture))],
            parsed.GetValue(scenario)?.Split(','), parsed.GetValue(table), Console.Out));
        return command;
    }

    private static int Run(uint[] seeds, string[]? scenarios, string? only, TextWriter output)
    {
        var table = new Table(seeds, output);
        var started = Stopwatch.GetTimestamp();
        if (only is null or "traffic")
        {
            foreach (var id in scenarios ?? TrafficScenarios) table.Print(Topology.World, PlantScenarios.Of(id, Topology.World), new(), Candidates.Traffic, replicas: false);
        }

        if (only is null or "regional")
        {
            foreach (var id in scenarios ?? Regional) table.Print(Topology.Regional, PlantScenarios.Of(id, Topology.Regional), new(), Candidates.Traffic, replicas: false);
        }

        if (only is null or "replicas")
        {
            foreach (var id in scenarios ?? Replica)
                table.Print(Topology.World, PlantScenarios.Of(id, Topology.World), new() { Skip = 240 }, Candidates.Replicas, replicas: true);
        }

        if (only is null or "day")
        {
            table.Print(Topology.World, PlantScenarios.Day(24), new() { Step = 5, SampleInterval = 5, SampleDelay = 1, ActuationDelay = 0, StartHour = 0, DemandScale = 460, Skip = 1800 }, Candidates.Day, replicas: true);
        }

        output.WriteLine(Table.Line($"[{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s]"));
        return 0;
    }
}
