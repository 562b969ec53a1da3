using System.Text.RegularExpressions;
using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>What an administrator sees of the operator.</summary>
[Collection(nameof(RealFleet))]
public sealed class OperationsTests(RealFleet fleet)
{
    [ToolFact(ToolFactAttribute.Promtool)]
    public async Task Promtool_has_nothing_to_say_about_the_metrics()
    {
        var metrics = await BusyMetricsAsync();

        var complaints = await Promtool.CheckMetricsAsync(ToolFactAttribute.Find(ToolFactAttribute.Promtool)!, metrics);

        Assert.Equal("", complaints);
    }

    [RealServerFact]
    public async Task The_metrics_that_dashboards_rest_on_are_there()
    {
        string[] lines =
        [
            @"(?m)^loadline_member_clusters(\{[^}]*\})? 3$",
            @"(?m)^loadline_member_cluster_ready\{[^}]*cluster=""huadong-prod""[^}]*\} 1$",
            @"(?m)^cluster_network_latency_seconds_bucket\{[^}]*target_cluster=""huadong-prod""",
            @"(?m)^loadline_apply_total\{",
            @"(?m)^loadline_bindings(\{| )",
            @"(?m)^loadline_reconcile_pending\{",
        ];
        await BusyMetricsAsync();

        // The first probes may still be on their way.
        await Eventually.HoldsAsync(async () =>
        {
            var metrics = await (await fleet.OperatorAsync()).MetricsAsync();
            return lines.FirstOrDefault(line => !Regex.IsMatch(metrics, line)) is { } missing ? $"nothing matches {missing} in\n{metrics}" : null;
        });
    }

    [RealServerFact]
    public async Task A_member_shows_its_version_its_kinds_and_its_round_trip()
    {
        await fleet.OperatorAsync();

        await Eventually.HoldsAsync(async () =>
        {
            var status = (await fleet.Hub.Client.GetAsync(KubePaths.MemberCluster("huadong-prod")))?["status"];
            if (status?["kubernetesVersion"] is null)
                return "no version";
            if (status["apiEnablements"]?.AsArray().Any(e => (string?)e!["groupVersion"] == "apps/v1") is not true)
                return "apps/v1 is not listed";
            return status["telemetry"]?["rtt"]?["p50Ms"] is null ? $"no round trip: {status["telemetry"]?.ToJsonString()}" : null;
        });
    }

    [RealServerFact]
    public async Task LC2_The_operator_ends_on_SIGTERM_by_itself_and_comes_back()
    {
        var process = await fleet.OperatorAsync();

        var code = await process.StopAsync(TimeSpan.FromSeconds(60));
        Assert.True(code == 0, $"it ended with {code}\n{process.LogTail()}");
        Assert.DoesNotContain("failed while it was being stopped", process.LogTail(), StringComparison.Ordinal);

        await process.LaunchAsync();
        await process.WaitReadyAsync(CancellationToken.None);
    }

    private async Task<string> BusyMetricsAsync()
    {
        var process = await fleet.OperatorAsync();
        await using var shop = await Workspace.CreateAsync(fleet, "metrics");
        await shop.ApplyDeploymentAsync("web", 10);
        await shop.ApplyPolicyAsync("web", shop.ThirtySeventy());
        await shop.ReplicasBecomeAsync("web", 3, 7);
        return await process.MetricsAsync();
    }
}
