using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>A member that accepts connections and never answers.</summary>
[Collection(nameof(RealFleet))]
public sealed class BlackHoleTests(RealFleet fleet)
{
    private const string Silent = "silent";
    private const int Templates = 10;

    [RealServerFact]
    public async Task A_member_that_falls_silent_does_not_delay_the_others_and_catches_up_when_it_speaks()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "silence");
        await using var relay = new NetworkRelay(fleet.Spare.Port);
        await fleet.JoinAsync(Silent, relay.Endpoint, ("token", fleet.Spare.Token), ("caBundle", fleet.Spare.CaBundlePem));
        try
        {
            await fleet.ReadyAsync(Silent);
            relay.Silence();

            string[] everybody = [.. fleet.Members.Select(m => m.Name), Silent];
            string[] names = [.. Enumerable.Range(0, Templates).Select(i => $"app-{i}")];
            await shop.ApplyPolicyAsync("all", Manifests.Select("apps/v1", "Deployment"), Manifests.Duplicated(everybody));
            foreach (var name in names)
                await shop.ApplyDeploymentAsync(name, 2);
            foreach (var name in names)
                await Eventually.HoldsAsync(() => MissingAsync(shop.Namespace, name), TimeSpan.FromSeconds(30), fleet.OperatorLog);

            await fleet.ConditionAsync(KubePaths.MemberCluster(Silent), "Ready", "False");
            await fleet.EventAsync("MemberCluster", Silent);

            relay.Speak();
            await fleet.ReadyAsync(Silent);
            await Eventually.HoldsAsync(
                async () => (await fleet.Spare.Client.ListAsync(KubePaths.Deployments(shop.Namespace))).Count is var count && count == Templates
                    ? null
                    : $"the member that speaks again has {count} of {Templates}",
                context: fleet.OperatorLog);
        }
        finally
        {
            relay.Speak();
            await fleet.LeaveAsync(Silent);
        }
    }

    [RealServerFact]
    public async Task A_member_that_never_answered_is_not_ready_and_says_that_it_timed_out()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "hole");
        await using var hole = new BlackHole();
        await fleet.JoinAsync("hole", hole.Endpoint, ("token", "nobody-reads-this"), ("caBundle", fleet.Spare.CaBundlePem));
        try
        {
            await fleet.ConditionAsync(KubePaths.MemberCluster("hole"), "Reachable", "False", "Timeout");

            await shop.ApplyDeploymentAsync("web", 10);
            await shop.ApplyPolicyAsync("web", shop.ThirtySeventy());
            await Eventually.HoldsAsync(
                async () => (int?)(await fleet.Members[1].Client.GetAsync(KubePaths.Deployment(shop.Namespace, "web")))?["spec"]?["replicas"] == 7 ? null : "not there",
                TimeSpan.FromSeconds(30), fleet.OperatorLog);
            Assert.True(hole.Swallowed > 0);
        }
        finally
        {
            await fleet.LeaveAsync("hole");
        }
    }

    private async Task<string?> MissingAsync(string ns, string name)
    {
        foreach (var member in fleet.Members)
        {
            if (await member.Client.GetAsync(KubePaths.Deployment(ns, name)) is null)
                return $"{member.Name} has no {name}";
        }

        return null;
    }
}
