using System.Net;
using Loadline.Demo.Display;
using Loadline.Demo.Fleet;
using Loadline.Demo.Samples;
using Loadline.Demo.Script;
using Loadline.Demo.View;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Http;
using Loadline.Operator.Hosting;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace Loadline.Demo;

/// <summary>One run of the demo, from the first cluster to the summary.</summary>
internal sealed class DemoRun(DemoOptions options, TimeProvider time)
{
    /// <summary>Everything went as the script expects, or nothing was expected.</summary>
    public const int Success = 0;

    /// <summary>A step did not move replicas, or the fleet did not come up.</summary>
    public const int DidNotMove = 1;

    /// <summary>The demo could not start: the script, a port or a file.</summary>
    public const int BadInput = 2;

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseBetweenRounds = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan NoLimit = TimeSpan.FromDays(1);

    private readonly bool _live = !options.Plain && AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    public async Task<int> RunAsync(CancellationToken stop)
    {
        try
        {
            var script = DemoScript.Load(options.Script, [.. RegionCatalog.All.Take(options.Members).Select(static r => r.Member)]);
            return await RunAsync(script, stop);
        }
        catch (Exception e) when (e is ScriptFormatException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return BadInput;
        }
    }

    private async Task<int> RunAsync(IReadOnlyList<ScriptStep> script, CancellationToken stop)
    {
        using var limit = options.Duration is { } duration ? new CancellationTokenSource(duration, time) : new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        IDisplay display = _live ? new LiveTable(AnsiConsole.Console, time) : new PlainDisplay(Console.Out, time);
        await using var fleet = await DemoFleet.StartAsync(options.Members, options.Port, time, stop);
        await FleetKubeconfig.WriteAsync(fleet, options.KubeconfigOut, stop);
        using var hub = new KubeClient(KubeTransport.Create(DemoFleet.ConfigurationOf(fleet.Hub), time), time);
        var setup = new FleetSetup(hub, new(hub, time), time);
        await setup.CreateSystemNamespaceAsync(stop);
        using var warnings = new RecentWarnings(time);
        using var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(warnings));
        await using var instance = await LoadlineOperator.StartAsync(DemoFleet.ConfigurationOf(fleet.Hub), OperatorSettings(), loggers, time, stop);
        Announce(fleet, instance);

        var reader = new HubReader(hub, time);
        var gauge = new FleetGauge(fleet, time);
        using var showing = new CancellationTokenSource();
        var shown = Quietly(display.RunAsync(() => reader.Current, showing.Token));
        var reading = Task.CompletedTask;
        IReadOnlyList<Reaction> reactions = [];
        var isUp = false;
        try
        {
            await PrepareAsync(fleet, setup, reader, display, ending.Token);
            reading = Quietly(reader.RunAsync(showing.Token));
            isUp = await gauge.WaitUntilSettledAsync(ScriptPlayer.Calm, NoLimit, ending.Token);
            if (isUp)
            {
                display.Say($"{SampleManifests.Measured} has settled: {string.Join(", ", gauge.Current.Members.Select(static m => $"{m.Key} {m.Value.Ready}"))}");
                reactions = await PlayAsync(script, new(fleet, gauge, display.Say, time), ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Time is up, or the user had enough; what was seen until then is judged.
        }

        if (isUp) await reader.ReadAsync(CancellationToken.None);
        await showing.CancelAsync();
        await Task.WhenAll(shown, reading);
        var exit = Report(reader.Current, reactions, isUp, stop.IsCancellationRequested);
        if (exit != Success)
            foreach (var line in warnings.Lines) await Console.Error.WriteLineAsync(line);
        return exit;
    }

    private OperatorOptions OperatorSettings() => new()
    {
        InstallCrds = true,
        LeaderElect = false,
        MetricsAddress = new(IPAddress.Loopback, options.MetricsPort),
        HealthAddress = null,
        RebalanceInterval = TimeSpan.FromSeconds(1),
        // A demo of a minute cannot wait for the pace that suits production.
        Members = new()
        {
            LoadInterval = TimeSpan.FromSeconds(2),
            Status = new() { Routine = TimeSpan.FromSeconds(1) },
        },
        LogLevel = LogLevel.Warning,
    };

    private static async Task PrepareAsync(DemoFleet fleet, FleetSetup setup, HubReader reader, IDisplay display, CancellationToken ct)
    {
        await setup.WaitForKindsAsync(ct);
        foreach (var member in fleet.Members) await setup.JoinAsync(member, ProbeInterval, ct);
        display.Say($"{fleet.Members.Count} members joined; waiting until they are measured");
        await reader.WaitAsync(view => view.IsMeasured(fleet.Members.Count), ct);
        foreach (var manifest in SampleManifests.All()) await setup.ApplyAsync(manifest, ct);
        display.Say("sample workloads and policies applied");
    }

    private async Task<IReadOnlyList<Reaction>> PlayAsync(IReadOnlyList<ScriptStep> script, ScriptPlayer player, CancellationToken ct)
    {
        var reactions = await player.PlayAsync(script, ct);
        if (options.Once) return reactions;
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(PauseBetweenRounds, time, ct);
            if (script.Count == 0) continue;
            await player.ResetAsync(PauseBetweenRounds, ct);
            await Task.Delay(PauseBetweenRounds, time, ct);
            reactions = await player.PlayAsync(script, ct);
        }

        return reactions;
    }

    private void Announce(DemoFleet fleet, LoadlineOperator instance)
    {
        Console.WriteLine($"hub      {fleet.Hub.Endpoint.GetLeftPart(UriPartial.Authority)}");
        Console.WriteLine($"metrics  {instance.MetricsAddress?.GetLeftPart(UriPartial.Authority)}/metrics");
        Console.WriteLine($"kubectl  --kubeconfig {options.KubeconfigOut} get lmc,lpp,lrb -A    (contexts: {DemoFleet.HubName}, {string.Join(", ", fleet.Members.Select(static m => m.Name))})");
    }

    private int Report(HubView view, IReadOnlyList<Reaction> reactions, bool isUp, bool stopped)
    {
        var console = _live ? AnsiConsole.Console : AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(Console.Out) });
        if (!_live) console.Profile.Width = 180;
        if (!_live || !isUp) console.Write(FleetTable.Create(view, _live ? TableBorder.Rounded : TableBorder.Ascii));
        foreach (var reaction in reactions) Console.WriteLine($"{(reaction.Moved ? "moved  " : reaction.Failed ? "FAILED " : "-      ")}{reaction}");
        if (!options.Once && (isUp || stopped)) return Success;
        if (isUp && reactions.Count > 0 && !reactions.Any(static r => r.Failed)) return Success;
        Console.WriteLine(isUp
            ? $"replicas did not move as expected after: {string.Join("; ", reactions.Where(static r => r.Failed).Select(static r => r.What))}"
            : $"the fleet did not settle in time; {SampleManifests.Measured} is at {view.Bindings.FirstOrDefault(static b => b.Contains(SampleManifests.Measured, StringComparison.Ordinal)) ?? "no member"}");
        return DidNotMove;
    }

    private static async Task Quietly(Task loop)
    {
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
            // It was told to end.
        }
    }
}
