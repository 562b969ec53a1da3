using System.Text.Json.Nodes;

namespace Loadline.E2E.Harness;

/// <summary>Stands in for the controllers and kubelets that real API servers alone do not have: every replica that is asked for reports ready at once.</summary>
internal sealed class ReadyReporter : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reporting;

    public ReadyReporter(IEnumerable<RealControlPlane> members, string ns) =>
        _reporting = Task.WhenAll(members.Select(member => Task.Run(() => ReportAsync(member.Client, ns, _stop.Token))));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reporting;
        _stop.Dispose();
    }

    private static async Task ReportAsync(KubeClient member, string ns, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                foreach (var found in await member.ListAsync(KubePaths.Deployments(ns), cancellationToken: cancellationToken))
                    await ReportAsync(member, ns, found, cancellationToken);
                await Task.Delay(Pause, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static async Task ReportAsync(KubeClient member, string ns, JsonObject found, CancellationToken cancellationToken)
    {
        var (replicas, generation) = ((int?)found["spec"]?["replicas"] ?? 1, (long?)found["metadata"]?["generation"]);
        if ((int?)found["status"]?["readyReplicas"] == replicas && (long?)found["status"]?["observedGeneration"] == generation) return;
        try
        {
            await member.MergePatchAsync(
                $"{KubePaths.Deployment(ns, (string)found["metadata"]!["name"]!)}/status",
                new()
                {
                    ["status"] = new JsonObject
                    {
                        ["observedGeneration"] = generation,
                        ["replicas"] = replicas,
                        ["updatedReplicas"] = replicas,
                        ["readyReplicas"] = replicas,
                        ["availableReplicas"] = replicas,
                    },
                },
                cancellationToken);
        }
        catch (KubeRefusal)
        {
            // Gone in the meantime.
        }
    }
}
