using Loadline.E2E.Harness;

namespace Loadline.Bench.Propagate;

/// <summary>One run of the verb, start to report.</summary>
internal sealed class PropagateRun
{
    // 10 replicas as 5 : 3 : 2.
    private const int Replicas = 10;
    private static readonly int[] Weights = [5, 3, 2];

    private readonly PropagateSettings _settings;
    private readonly Fleet _fleet;
    private readonly Scenario _scenario;
    private readonly TextWriter _out;

    private PropagateRun(PropagateSettings settings, Fleet fleet, TextWriter output)
    {
        _settings = settings;
        _fleet = fleet;
        _scenario = new Scenario(fleet);
        _out = output;
    }

    /// <summary>Exit code: 0 all propagated, 1 something did not arrive.</summary>
    public static async Task<int> RunAsync(PropagateSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        var assembly = settings switch
        {
            { WithoutOperator: true } or { WithExternalOperator: true } => null,
            { Operator: { } path } => path,
            _ => await OperatorPublish.PublishAsync(output, cancellationToken),
        };
        await using var fleet = await Fleet.ReachAsync(settings, cancellationToken);
        var run = new PropagateRun(settings, fleet, output);
        var kubeconfig = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(kubeconfig, KubeconfigText.For(fleet.Hub.Name, fleet.Hub.Endpoint, fleet.Hub.Token, fleet.Hub.CaBundlePem), cancellationToken);
            await using var process = assembly is null
                ? null
                : await OperatorProcess.StartAsync(new OperatorOptions(assembly, kubeconfig) { HubId = "bench" }, cancellationToken);
            try
            {
                return settings.BlackHole ? await run.CompareBlackHoleAsync(process, cancellationToken) : await run.MeasureAsync(process, cancellationToken);
            }
            catch (TimeoutException) when (process is not null)
            {
                await output.WriteLineAsync(process.LogTail());
                throw;
            }
        }
        finally
        {
            File.Delete(kubeconfig);
        }
    }

    private async Task<int> MeasureAsync(OperatorProcess? process, CancellationToken cancellationToken)
    {
        if (!_settings.WithoutOperator)
            await _scenario.JoinAsync(cancellationToken);
        var ns = Scenario.NewNamespace("wave");
        var placement = Manifests.StaticWeights([.. _fleet.Members.Select((m, i) => (m.Name, Weights[i]))]);
        await _scenario.PrepareAsync(ns, _settings.WithoutOperator ? null : placement, cancellationToken);
        var writesBefore = await ApiWrites.ReadSettledAsync(_fleet.Hub.Client, cancellationToken);
        var before = process?.Usage;

        var wave = new Wave(_fleet, _settings, ns, Weights, _settings.WithoutOperator ? new DirectWriter(_fleet) : null);
        var outcome = await wave.RunAsync(Replicas, cancellationToken);
        var after = process?.Usage;
        var writesAfter = await ApiWrites.ReadSettledAsync(_fleet.Hub.Client, cancellationToken);
        var settled = process?.Usage;

        await ReportAsync("propagation", outcome);
        await ReportWritesAsync(writesAfter.Since(writesBefore).Without("deployments", "POST", _settings.Count));
        if (before is not null && after is not null && settled is not null)
        {
            await WriteAsync($"operator: CPU {(after.Cpu - before.Cpu).TotalSeconds:0.00} s until the last arrived, {(settled.Cpu - before.Cpu).TotalSeconds:0.00} s until the hub was quiet ({before.Cpu.TotalSeconds:0.00} s before the first)");
            await WriteAsync($"          RSS {before.ResidentMiB:0.0} MiB before, {settled.ResidentMiB:0.0} MiB after, {settled.PeakResidentMiB:0.0} MiB peak");
        }

        await _scenario.CleanAsync(ns);
        return outcome.Missing.Count == 0 ? 0 : 1;
    }

    private async Task<int> CompareBlackHoleAsync(OperatorProcess? process, CancellationToken cancellationToken)
    {
        await _scenario.JoinAsync(cancellationToken);
        string[] three = [.. _fleet.Members.Select(m => m.Name)];
        int[] everywhere = [Replicas, Replicas, Replicas];

        // Copies, not shares: the three members' part is the same whatever becomes of the fourth.
        // A wave of its own first: the operator's code must be as warm for the first measurement as for the second.
        await PassAsync("warm", three);
        var without = await PassAsync("three", three);

        await using var relay = _fleet.Fourth is { } plane ? new NetworkRelay(plane.Port) : null;
        await using var hole = relay is null ? new BlackHole() : null;
        const string Silent = "bench-black-hole";
        var fourth = _fleet.Fourth;
        await _scenario.RegisterAsync(
            Silent, relay?.Endpoint ?? hole!.Endpoint, fourth?.Token ?? "nobody-will-read-this",
            fourth?.CaBundlePem ?? _fleet.Hub.CaBundlePem, cancellationToken);
        if (relay is not null)
        {
            await _scenario.WaitReadyAsync(Silent);
            relay.Silence();
        }

        var with = await PassAsync("four", [.. three, Silent]);
        await _fleet.Hub.Client.DeleteAsync(KubePaths.MemberCluster(Silent), cancellationToken);

        await ReportAsync("three members", without);
        await ReportAsync("three members, and a fourth that fell silent", with);
        await WriteAsync($"p99 with / without: {with.Latencies.At(99) / without.Latencies.At(99):0.00}");
        if (process is not null)
            await WriteAsync($"operator: RSS {process.Usage.ResidentMiB:0.0} MiB, {process.Usage.PeakResidentMiB:0.0} MiB peak");
        return without.Missing.Count + with.Missing.Count == 0 ? 0 : 1;

        async Task<Wave.Outcome> PassAsync(string purpose, string[] clusters)
        {
            var ns = Scenario.NewNamespace(purpose);
            await _scenario.PrepareAsync(ns, Manifests.Duplicated(clusters), cancellationToken);
            await ApiWrites.ReadSettledAsync(_fleet.Hub.Client, cancellationToken);
            var outcome = await new Wave(_fleet, _settings, ns, everywhere, null).RunAsync(Replicas, cancellationToken);
            await _scenario.CleanAsync(ns);
            await ApiWrites.ReadSettledAsync(_fleet.Hub.Client, cancellationToken);
            return outcome;
        }
    }

    private async Task ReportAsync(string title, Wave.Outcome outcome)
    {
        var pace = _settings.Rate == 0 ? $"{_settings.InFlight} in flight" : FormattableString.Invariant($"{_settings.Rate}/s");
        await WriteAsync($"{title}: {outcome.Latencies.Count} of {_settings.Count} Deployments at {pace}");
        await WriteAsync($"  {outcome.Latencies}");
        await WriteAsync($"  {outcome.Latencies.Count / outcome.Duration.TotalSeconds:0.0} Deployments/s over {outcome.Duration.TotalSeconds:0.00} s");
        if (outcome.Missing.Count > 0)
            await WriteAsync($"  NOT ARRIVED within {_settings.Limit.TotalSeconds:0} s: {string.Join(' ', outcome.Missing.Take(10))}");
    }

    private async Task ReportWritesAsync(ApiWrites writes)
    {
        await WriteAsync($"hub API writes, without the bench's own and leases: {writes.Total} = {(double)writes.Total / _settings.Count:0.00} per Deployment");
        foreach (var (resource, verb, count) in writes.Rows)
            await WriteAsync($"  {count,7} {verb,-6} {resource}");
    }

    private Task WriteAsync(FormattableString line) => _out.WriteLineAsync(FormattableString.Invariant(line));
}
