using Loadline.Demo.Display;
using Loadline.Demo.Fleet;
using Loadline.Demo.Samples;
using Loadline.Demo.Script;
using Loadline.Demo.View;
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

    private static readonly TimeSpan PauseBetweenRounds = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan NoLimit = TimeSpan.FromDays(1);

    private readonly bool _live = !options.Plain && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    /// <summary>Runs to the end.</summary>
    /// <param name="stop">The user's wish to end.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        try
        {
            var script = DemoScript.Load(options.Script, [.. RegionCatalog.All.Take(options.Members).Select(static r => r.Member)]);
            return await RunAsync(script, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Success;
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
        await using var session = await DemoSession.StartAsync(options, time, stop);
        Announce(session);

        var gauge = new FleetGauge(session.Fleet, time);
        using var showing = new CancellationTokenSource();
        var shown = Quietly(display.RunAsync(() => session.Reader.Current, showing.Token));
        var operating = EndWithAsync(session.Operating, display, ending);
        var reading = Task.CompletedTask;
        IReadOnlyList<Reaction> reactions = [];
        var isUp = false;
        try
        {
            await session.PrepareAsync(display.Say, ending.Token);
            reading = Quietly(session.Reader.RunAsync(showing.Token));
            isUp = await gauge.WaitUntilSettledAsync(TimeSpan.Zero, NoLimit, ending.Token);
            if (isUp)
            {
                // On a machine that is busy the measurements of short paths stay restless; that must not keep the script waiting.
                await gauge.WaitUntilSettledAsync(ScriptPlayer.Calm, LongestRest, ending.Token);
                display.Say($"{SampleManifests.Measured} has settled: {string.Join(", ", gauge.Current.Members.Select(static m => $"{m.Key} {m.Value.Ready}"))}");
                reactions = await PlayAsync(script, new(session.Fleet, gauge, display.Say, time), ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Time is up, or the user had enough; what was seen until then is judged.
        }

        await showing.CancelAsync();
        await ending.CancelAsync();
        await Task.WhenAll(shown, reading, operating);
        return Judge(session, reactions, isUp, stop.IsCancellationRequested);
    }

    private async Task<IReadOnlyList<Reaction>> PlayAsync(IReadOnlyList<ScriptStep> script, ScriptPlayer player, CancellationToken ct)
    {
        while (true)
        {
            var reactions = await player.PlayAsync(script, ct);
            if (options.Once || ct.IsCancellationRequested) return reactions;
            if (script.Count == 0) await Task.Delay(Timeout.InfiniteTimeSpan, time, ct);
            await Task.Delay(PauseBetweenRounds, time, ct);
            await player.ResetAsync(PauseBetweenRounds, ct);
            await Task.Delay(PauseBetweenRounds, time, ct);
        }
    }

    private void Announce(DemoSession session)
    {
        Console.WriteLine($"hub      {session.Fleet.Hub.Endpoint.GetLeftPart(UriPartial.Authority)}");
        Console.WriteLine($"metrics  {session.MetricsAddress.GetLeftPart(UriPartial.Authority)}/metrics");
        Console.WriteLine($"kubectl  --kubeconfig {options.KubeconfigOut} get lmc,lpp,lrb -A");
        Console.WriteLine($"contexts {DemoFleet.HubName}, {string.Join(", ", session.Fleet.Members.Select(static m => m.Name))}");
    }

    private int Judge(DemoSession session, IReadOnlyList<Reaction> reactions, bool isUp, bool stopped)
    {
        var (view, summary) = (session.Reader.Current, new Summary(Console.Out, _live));
        summary.WriteTable(view);
        // A round that the user interrupts is not judged.
        summary.WriteReactions(options.Once ? reactions : [.. reactions.Where(static r => r.Moved)]);
        var succeeded = options.Once ? isUp && !reactions.Any(static r => r.Failed) : isUp || stopped;
        if (succeeded) return Success;
        summary.WriteFailure(view, reactions, isUp);
        foreach (var line in session.Warnings) Console.Error.WriteLine(line);
        return DidNotMove;
    }

    /// <summary>Without its operator the demo has nothing to show.</summary>
    private static async Task EndWithAsync(Task operating, IDisplay display, CancellationTokenSource ending)
    {
        try
        {
            await operating.WaitAsync(ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            display.Say($"the operator ended: {e.Message}");
        }

        await ending.CancelAsync();
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
