using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>kill -9 at any point, then a restart, ends where an undisturbed run ends.</summary>
[Collection(nameof(RealFleet))]
public sealed class CrashTests(RealFleet fleet)
{
    private const int Points = 20;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan BetweenPoints = TimeSpan.FromMilliseconds(20);

    [RealServerFact]
    public async Task A_killed_operator_leaves_no_orphan_and_no_duplicate_and_finishes_after_its_restart()
    {
        var process = await fleet.OperatorAsync();
        var random = new Random(20250101);
        for (var point = 0; point < Points; point++)
        {
            await using var shop = await Workspace.CreateAsync(fleet, $"crash-{point}");
            var killAfter = BetweenPoints * point + BetweenPoints * random.NextDouble();

            var scenario = RunAsync(shop);
            await Task.Delay(killAfter);
            await process.KillAsync();
            // The users of the hub go on while the operator is down.
            await scenario;
            await process.LaunchAsync();
            await process.WaitReadyAsync(CancellationToken.None);

            await shop.ReplicasBecomeAsync("payment-service", 6, 14);
            await shop.ReplicasBecomeAsync("short-lived");
            await shop.BindingGoneAsync("short-lived");
            await Eventually.HoldsAsync(shop.OrphanOrDuplicateAsync, context: () => $"killed after {killAfter.TotalMilliseconds:0} ms (point {point})\n{process.LogTail()}");
            await shop.ReplicasStayAsync("payment-service", TimeSpan.FromMilliseconds(300), 6, 14);
        }
    }

    // Six steps of 60 ms: twenty points, 20 ms apart, fall before, between and after all of them.
    private static async Task RunAsync(Workspace shop)
    {
        await shop.ApplyDeploymentAsync("payment-service", 10);
        await Task.Delay(Step);
        await shop.ApplyPolicyAsync("payment-service", shop.ThirtySeventy());
        await Task.Delay(Step);
        await shop.ApplyDeploymentAsync("short-lived", 5);
        await shop.ApplyPolicyAsync("short-lived", shop.EverywhereTheSame());
        await Task.Delay(Step);
        await shop.ScaleAsync("payment-service", 20);
        await Task.Delay(Step);
        await shop.DeleteDeploymentAsync("short-lived");
        await Task.Delay(Step);
        await shop.DeletePolicyAsync("short-lived");
    }
}
