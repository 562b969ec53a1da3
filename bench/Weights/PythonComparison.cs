using System.Globalization;
using Loadline.Placement.Weights;
using Loadline.Simulator.Plant;
using Loadline.Simulator.Plant.Policies;

namespace Loadline.Bench.Weights;

/// <summary>Compares means with the printed results of the model's Python original, which sees the same noise for the same seeds.</summary>
internal static class PythonComparison
{
    private const double Tolerance = 3;

    private static readonly (string Theirs, Candidate Ours)[] Compared =
    [
        ("static-even (flat)", new("static-even (flat)", static () => new EvenTraffic())),
        ("nearest (locality failover)", new("nearest", static () => new NearestTraffic())),
        ("waterfall 80%", new("waterfall 80 %", static () => new WaterfallTraffic(0.8))),
        ("waterfall 90%", new("waterfall 90 %", static () => new WaterfallTraffic(0.9))),
        // The original has no count of failed requests.
        ("LOADLINE", new(Candidate.Ours, static () => new LoadlineTraffic(new SampleFeed(WeightSpec.Default with { Strategy = WeightStrategy.Traffic }) { CountsErrors = false }))),
        ("oracle", new("oracle", static () => new OracleTraffic())),
    ];

    public static void Run(string path, Table table, Verdicts verdicts)
    {
        verdicts.Title("against the Python original, means");
        var (topology, scenario) = (Topology.World, "");
        Figures[] rows = [];
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("########", StringComparison.Ordinal))
            {
                (topology, rows) = (line.Contains("regional", StringComparison.Ordinal) ? Topology.Regional : Topology.World, []);
                if (line.Contains("replica", StringComparison.Ordinal)) return;
            }
            else if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                scenario = line[3..].Split(' ')[0];
                rows = PlantScenarios.Exists(scenario) ? table.Run(topology, PlantScenarios.Of(scenario, topology), new(), [.. Compared.Select(static pair => pair.Ours)]) : [];
            }
            else
            {
                for (var k = 0; k < rows.Length; k++)
                {
                    if (!line.StartsWith(Compared[k].Theirs, StringComparison.Ordinal) || line.Length < 44) continue;
                    var theirs = double.Parse(line[36..44], CultureInfo.InvariantCulture);
                    var off = 100 * Math.Abs(rows[k].Mean / theirs - 1);
                    verdicts.AtMost(Table.Line($"{topology.Name} {scenario} {rows[k].Candidate.Name}: {rows[k].Mean:0.00} ms, Python {theirs:0.0} ms, differ by"), off, Tolerance, " %");
                }
            }
        }
    }
}
