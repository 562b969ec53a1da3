using System.Text.Json.Nodes;
using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>The main job: a Deployment and a policy on the hub, replicas in the members.</summary>
[Collection(nameof(RealFleet))]
public sealed class PaymentServiceTests(RealFleet fleet)
{
    private const string App = "payment-service";

    [RealServerFact]
    public async Task Ten_replicas_at_30_to_70_are_3_and_7_and_twenty_are_6_and_14()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "shop");
        await shop.ApplyDeploymentAsync(App, 10);
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy());
        await shop.ReplicasBecomeAsync(App, 3, 7);

        await shop.ScaleAsync(App, 20);
        await shop.ReplicasBecomeAsync(App, 6, 14);

        await shop.DeleteDeploymentAsync(App);
        await shop.ReplicasBecomeAsync(App);
        await shop.BindingGoneAsync(App);
    }

    [RealServerFact]
    public async Task The_policy_may_come_before_the_Deployment()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "order");
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy());
        await shop.ApplyDeploymentAsync(App, 10);

        await shop.ReplicasBecomeAsync(App, 3, 7);
    }

    [RealServerFact]
    public async Task A_change_of_the_template_reaches_every_member()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "change");
        await shop.ApplyDeploymentAsync(App, 10);
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy());
        await shop.ReplicasBecomeAsync(App, 3, 7);

        await fleet.Hub.Client.MergePatchAsync(
            KubePaths.Deployment(shop.Namespace, App),
            new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["tier"] = "gold" } } });
        await shop.ApplyDeploymentAsync(App, 10, "registry.example/payment:2");

        await Eventually.HoldsAsync(async () =>
        {
            foreach (var member in fleet.Members.Take(2))
            {
                var copy = await member.Client.GetAsync(KubePaths.Deployment(shop.Namespace, App));
                if ((string?)copy?["metadata"]?["labels"]?["tier"] != "gold")
                    return $"{member.Name} lacks the label";
                if ((string?)copy["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] != "registry.example/payment:2")
                    return $"{member.Name} runs the old image";
            }

            return null;
        });
        await shop.ReplicasBecomeAsync(App, 3, 7);
    }

    [RealServerFact]
    public async Task What_somebody_changes_in_a_member_is_put_right()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "drift");
        await shop.ApplyDeploymentAsync(App, 10);
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy());
        await shop.ReplicasBecomeAsync(App, 3, 7);

        await fleet.Members[0].Client.MergePatchAsync(
            KubePaths.Deployment(shop.Namespace, App), new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 1 } });
        await fleet.Members[1].Client.DeleteAsync(KubePaths.Deployment(shop.Namespace, App));

        await shop.ReplicasBecomeAsync(App, 3, 7);
    }

    [RealServerFact]
    public async Task Ready_replicas_of_the_members_add_up_on_the_hub()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "status");
        await shop.ApplyDeploymentAsync(App, 10);
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy());
        await shop.ReplicasBecomeAsync(App, 3, 7);

        foreach (var (member, ready) in fleet.Members.Take(2).Zip([3, 7]))
            await ReportReadyAsync(member.Client, shop.Namespace, ready);

        await fleet.ConditionAsync(await shop.BindingPathAsync(App), "Ready", "True");
        // The hub runs no kube-controller-manager, so the template's status is Loadline's to write.
        await Eventually.HoldsAsync(async () =>
        {
            var template = await fleet.Hub.Client.GetAsync(KubePaths.Deployment(shop.Namespace, App));
            return (int?)template?["status"]?["readyReplicas"] == 10 ? null : $"the template's status is {template?["status"]?.ToJsonString()}";
        });
    }

    [RealServerFact]
    public async Task A_member_that_leaves_the_placement_is_emptied_and_the_others_take_its_share()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "leave");
        await shop.ApplyDeploymentAsync(App, 10);
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy());
        await shop.ReplicasBecomeAsync(App, 3, 7);

        await shop.ApplyPolicyAsync(App, Manifests.StaticWeights((fleet.Members[1].Name, 1), (fleet.Members[2].Name, 1)));

        // Make before break: the new member must report ready before the old one is lowered.
        await Eventually.HoldsAsync(async () =>
            (int?)(await fleet.Members[2].Client.GetAsync(KubePaths.Deployment(shop.Namespace, App)))?["spec"]?["replicas"] == 5 ? null : "the new member has no replicas");
        foreach (var (member, ready) in fleet.Members.Skip(1).Zip([5, 5]))
            await ReportReadyAsync(member.Client, shop.Namespace, ready);
        await shop.ReplicasBecomeAsync(App, null, 5, 5);
    }

    private static async Task ReportReadyAsync(KubeClient member, string ns, int ready)
    {
        var copy = await member.GetAsync(KubePaths.Deployment(ns, App));
        await member.MergePatchAsync($"{KubePaths.Deployment(ns, App)}/status", new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["observedGeneration"] = (long)copy!["metadata"]!["generation"]!,
                ["replicas"] = ready,
                ["updatedReplicas"] = ready,
                ["readyReplicas"] = ready,
                ["availableReplicas"] = ready,
            },
        });
    }
}
