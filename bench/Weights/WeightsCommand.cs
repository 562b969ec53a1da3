using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Loadline.Simulator.Plant;

namespace Loadline.Bench.Weights;

/// <summary>The weights verb: the weight loop against its peers and an oracle on the plant, its targets, its cost, and hostile inputs.</summary>
internal static class WeightsCommand
{
    private static readonly string[] Tables = ["traffic", "regional", "replicas", "day", "targets", "cost", "fuzz"];
    private static readonly string[] Regional = ["S0", "S1", "S3", "S6", "S8"];
    private static readonly string[] Replica = ["S0", "S1", "S2", "S3", "S5", "S6"];
    private static readonly string[] TrafficScenarios = ["S0", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8"];

    public static Command Create()
    {
        var seeds = new Option<string>("--seeds") { Description = "Seeds, separated by commas", DefaultValueFactory = static _ => "11,12,13" };
        var scenario = new Option<string?>("--scenario") { Description = "Only these scenarios of the tables, separated by commas, such as S1,S3" };
        var table = new Option<string?>("--table") { Description = $"Only this part: {string.Join(", ", Tables)}" };
        table.AcceptOnlyFromAmong(Tables);
        var inputs = new Option<long>("--inputs") { Description = "Hostile inputs to decide on", DefaultValueFactory = static _ => 1_000_000 };
        var plots = new Option<string?>("--plots") { Description = "Only write the charts, as SVG, into this folder" };
        var python = new Option<string?>("--python") { Description = "Only compare with these printed results of the Python original" };
        var command = new Command("weights", "The weight loop against its peers and an oracle, with its targets") { seeds, scenario, table, inputs, plots, python };
        command.SetAction(parsed =>
        {
            uint[] numbers = [.. parsed.GetValue(seeds)!.Split(',').Select(static seed => uint.Parse(seed, CultureInfo.InvariantCulture))];
            if (parsed.GetValue(plots) is { } folder) return Draw(folder, numbers[0]);
            return parsed.GetValue(python) is { } path
                ? Compare(path, numbers, Console.Out)
                : Run(numbers, parsed.GetValue(scenario)?.Split(','), parsed.GetValue(table), parsed.GetValue(inputs), Console.Out);
        });
        return command;
    }

    private static int Draw(string folder, uint seed)
    {
        Plots.Write(folder, seed);
        return 0;
    }

    private static int Compare(string path, uint[] seeds, TextWriter output)
    {
        var verdicts = new Verdicts(output);
        PythonComparison.Run(path, new Table(seeds, output), verdicts);
        output.WriteLine($"\n{verdicts.Passed} passed, {verdicts.Failed} failed");
        return verdicts.Failed == 0 ? 0 : 1;
    }

    private static int Run(uint[] seeds, string[]? scenarios, string? only, long inputs, TextWriter output)
    {
        var table = new Table(seeds, output);
        var verdicts = new Verdicts(output);
        var ranked = new List<Action>();
        var started = Stopwatch.GetTimestamp();
        Print("traffic", Topology.World, scenarios ?? TrafficScenarios, new(), Candidates.Traffic);
        Print("regional", Topology.Regional, scenarios ?? Regional, new(), Candidates.Traffic);
        Print("replicas", Topology.World, scenarios ?? Replica, new() { Skip = 240 }, Candidates.Replicas);
        foreach (var id in (scenarios ?? [DayTargets.Day]).Intersect([DayTargets.Day, DayTargets.Week]))
        {
            if (only is null or "day") DayTargets.Run(id, table, verdicts, ranked);
        }

        if (ranked.Count > 0) verdicts.Title("ranking");
        foreach (var judge in ranked) judge();
        if (only is "targets" || (only is null && scenarios is null))
        {
            new TrafficTargets(seeds, table, verdicts).Run();
            new ReplicaTargets(seeds, table, verdicts).Run();
            ModelTargets.Run(seeds[0], verdicts);
        }

        if (only is "cost" || (only is null && scenarios is null)) CostTargets.Run(verdicts);
        if (only is "fuzz" || (only is null && scenarios is null)) FuzzRun.Run(inputs, seeds[0], verdicts);
        output.WriteLine(Table.Line($"\n{verdicts.Passed} passed, {verdicts.Failed} failed   [{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s]"));
        return verdicts.Failed == 0 ? 0 : 1;

        void Print(string name, Topology topology, string[] ids, PlantOptions options, Candidate[] candidates)
        {
            if (only is not null && only != name) return;
            foreach (var id in ids.Where(PlantScenarios.Exists))
            {
                var rows = table.Print(topology, PlantScenarios.Of(id, topology), options, candidates, replicas: name == "replicas");
                ranked.Add(() => Ranking.Judge(name, id, rows, name == "replicas", verdicts));
            }
        }
    }
}
