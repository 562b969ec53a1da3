using System.CommandLine;
using Loadline.Crds;
using Loadline.Demo.Fleet;

namespace Loadline.Demo;

/// <summary>The command line.</summary>
internal static class DemoCommand
{
    /// <summary>The built-in script and the samples need so many.</summary>
    public const int FewestMembers = 4;

    public static RootCommand Create(Func<DemoOptions, CancellationToken, Task<int>> run)
    {
        var script = new Option<string?>("--script")
        {
            Description = "File with the trouble to make, or 'none'. One step per line: at 10s set eu-1 rtt 250ms. Default: a latency step, a CPU spike and an outage.",
        };
        var once = new Option<bool>("--once")
        {
            Description = "Play the script one time and end: with 0 if every step that says 'expect move' moved replicas, with 1 otherwise.",
        };
        var duration = new Option<TimeSpan?>("--duration")
        {
            Description = "End after this time, for example 60s. With --once it is the limit for the whole run.",
            CustomParser = static result =>
            {
                if (KubeDuration.TryParse(result.Tokens[0].Value, out var value) && value > TimeSpan.Zero) return value;
                result.AddError($"--duration: '{result.Tokens[0].Value}' is not a time (examples: 60s, 5m)");
                return null;
            },
        };
        var members = new Option<int>("--members") { Description = $"Number of members, {FewestMembers} to {RegionCatalog.All.Count}.", DefaultValueFactory = static _ => 5 };
        members.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is var count && (count < FewestMembers || count > RegionCatalog.All.Count))
                result.AddError($"--members: {count} is outside {FewestMembers} to {RegionCatalog.All.Count}");
        });
        var plain = new Option<bool>("--plain") { Description = "Lines of text instead of a live table. Always so when the output is not a terminal." };
        var port = Port("--port", "Port of the hub's API server. Default: a free one.");
        var metricsPort = Port("--metrics-port", "Port of the operator's /metrics. Default: a free one.");
        var kubeconfig = new Option<string>("--kubeconfig-out")
        {
            Description = "Where to write a kubeconfig with the contexts hub and one per member.",
            DefaultValueFactory = static _ => Path.Combine(Path.GetTempPath(), "loadline-demo.kubeconfig"),
        };

        var command = new RootCommand("Loadline on an embedded hub and members: replicas that follow latency, load and outages.")
        {
            script, once, duration, members, plain, port, metricsPort, kubeconfig,
        };
        command.SetAction((parsed, ct) => run(
            new()
            {
                Script = parsed.GetValue(script),
                Once = parsed.GetValue(once),
                Duration = parsed.GetValue(duration),
                Members = parsed.GetValue(members),
                Plain = parsed.GetValue(plain),
                Port = parsed.GetValue(port),
                MetricsPort = parsed.GetValue(metricsPort),
                KubeconfigOut = parsed.GetValue(kubeconfig)!,
            },
            ct));
        return command;
    }

    private static Option<int> Port(string name, string description)
    {
        var option = new Option<int>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65535) result.AddError($"{name}: not a port");
        });
        return option;
    }
}
