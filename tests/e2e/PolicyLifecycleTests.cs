using System.Text.Json.Nodes;
using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>What a policy's options and its end mean for the objects in the members.</summary>
[Collection(nameof(RealFleet))]
public sealed class PolicyLifecycleTests(RealFleet fleet)
{
    private const string App = "web";

    private static readonly TimeSpan LongEnoughToGoWrong = TimeSpan.FromSeconds(2);

    [RealServerFact]
    public async Task Deleting_the_policy_removes_what_it_placed_and_nothing_else()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "end");
        await fleet.Members[0].Client.EnsureAsync(KubePaths.Namespaces, Manifests.Namespace(shop.Namespace));
        await fleet.Members[0].Client.CreateAsync(KubePaths.Deployments(shop.Namespace), Manifests.Deployment(shop.Namespace, "foreign", 4));
        await shop.ApplyDeploymentAsync(App, 10);
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy());
        await shop.ReplicasBecomeAsync(App, 3, 7);

        await shop.DeletePolicyAsync(App);

        await shop.ReplicasBecomeAsync(App);
        await shop.BindingGoneAsync(App);
        await shop.ReplicasStayAsync("foreign", LongEnoughToGoWrong, 4);
        Assert.NotNull(await fleet.Hub.Client.GetAsync(KubePaths.Deployment(shop.Namespace, App)));
    }

    [RealServerFact]
    public async Task What_an_edited_selector_lets_go_waits_beyond_the_removal_budget_until_somebody_agrees()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "agree");
        await shop.ApplyConfigMapAsync("settings", "kept");
        await shop.ApplyPolicyAsync("settings", Manifests.Select("v1", "ConfigMap", "settings"), shop.EverywhereTheSame(), NoRemovals);
        await shop.ConfigMapsBecomeAsync("settings", "kept", "kept", "kept");

        await shop.ApplyPolicyAsync("settings", Manifests.Select("v1", "ConfigMap", "setings"), shop.EverywhereTheSame(), NoRemovals);
        await fleet.ConditionAsync(shop.PolicyPath("settings"), "BreakerOpen", "True", "RemovalBudgetExceeded");
        await shop.ConfigMapsBecomeAsync("settings", "kept", "kept", "kept");

        await fleet.Hub.Client.MergePatchAsync(shop.PolicyPath("settings"), new()
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["loadline.io/acknowledge-removals"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ") } },
        });
        await shop.ConfigMapsBecomeAsync("settings", null, null, null);
        await fleet.ConditionAsync(shop.PolicyPath("settings"), "BreakerOpen", "False", "WithinBudget");

        static void NoRemovals(JsonObject spec) => spec["safety"] = new JsonObject { ["removalBudget"] = 0 };
    }

    [RealServerFact]
    public async Task With_preserveResourcesOnDeletion_the_members_keep_their_copies_as_their_own()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "keep");
        await shop.ApplyDeploymentAsync(App, 10);
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy(), spec => spec["preserveResourcesOnDeletion"] = true);
        await shop.ReplicasBecomeAsync(App, 3, 7);

        await shop.DeleteDeploymentAsync(App);

        await shop.BindingGoneAsync(App);
        await shop.ReplicasStayAsync(App, LongEnoughToGoWrong, 3, 7);
        Assert.Null(await shop.OrphanOrDuplicateAsync());
    }

    [RealServerFact]
    public async Task An_object_that_was_there_before_is_left_alone_and_the_binding_names_it()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "abort");
        await PutForeignAsync(shop.Namespace, 1);
        await shop.ApplyDeploymentAsync(App, 10);
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy());

        await shop.ReplicasBecomeAsync(App, 1, 7);
        var binding = await shop.BindingPathAsync(App);
        await fleet.ConditionAsync(binding, "Conflicted", "True", "ObjectNotManaged");
        await fleet.ConditionAsync(shop.PolicyPath(App), "Conflicted", "True", "ObjectNotManaged");
        var message = Conditions.Message(await fleet.Hub.Client.GetAsync(binding), "Conflicted");
        Assert.Contains(fleet.Members[0].Name, message, StringComparison.Ordinal);
        Assert.Contains(App, message, StringComparison.Ordinal);

        await shop.DeleteDeploymentAsync(App);
        await shop.BindingGoneAsync(App);
        await shop.ReplicasStayAsync(App, LongEnoughToGoWrong, 1);
    }

    [RealServerFact]
    public async Task With_Overwrite_an_object_that_was_there_before_is_adopted()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "overwrite");
        await PutForeignAsync(shop.Namespace, 1);
        await shop.ApplyDeploymentAsync(App, 10);
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy(), spec => spec["conflictResolution"] = "Overwrite");

        await shop.ReplicasBecomeAsync(App, 3, 7);

        await shop.DeleteDeploymentAsync(App);
        await shop.ReplicasBecomeAsync(App);
    }

    [RealServerFact]
    public async Task A_conflict_heals_when_the_policy_changes_its_mind()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "mind");
        await PutForeignAsync(shop.Namespace, 1);
        await shop.ApplyDeploymentAsync(App, 10);
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy());
        var binding = await shop.BindingPathAsync(App);
        await fleet.ConditionAsync(binding, "Conflicted", "True");

        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy(), spec => spec["conflictResolution"] = "Overwrite");

        await shop.ReplicasBecomeAsync(App, 3, 7);
        await fleet.ConditionAsync(binding, "Conflicted", "False");
    }

    [RealServerFact]
    public async Task A_suspended_policy_writes_nothing_until_it_is_resumed()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "suspend");
        await shop.ApplyDeploymentAsync(App, 10);
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy(), spec => spec["suspension"] = new JsonObject { ["dispatching"] = true });
        await fleet.ConditionAsync(await shop.BindingPathAsync(App), "Suspended", "True");
        await shop.ReplicasStayAsync(App, LongEnoughToGoWrong);

        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy());

        await shop.ReplicasBecomeAsync(App, 3, 7);
    }

    [RealServerFact]
    public async Task One_member_can_be_suspended_alone()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "one");
        await shop.ApplyDeploymentAsync(App, 10);
        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy());
        await shop.ReplicasBecomeAsync(App, 3, 7);

        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy(), spec => spec["suspension"] = new JsonObject
        {
            ["dispatchingOnClusters"] = new JsonObject { ["clusterNames"] = new JsonArray(fleet.Members[0].Name) },
        });
        await shop.ScaleAsync(App, 20);
        await shop.ReplicasBecomeAsync(App, 3, 14);
        await shop.ReplicasStayAsync(App, LongEnoughToGoWrong, 3, 14);

        await shop.ApplyPolicyAsync(App, shop.ThirtySeventy());
        await shop.ReplicasBecomeAsync(App, 6, 14);
    }

    [RealServerFact]
    public async Task Objects_without_replicas_are_copied_and_follow_changes()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "copy");
        await shop.ApplyConfigMapAsync("settings", "green");
        await shop.ApplyPolicyAsync("settings", Manifests.Select("v1", "ConfigMap", "settings"), shop.EverywhereTheSame());
        await shop.ConfigMapsBecomeAsync("settings", "green", "green", "green");

        await shop.ApplyConfigMapAsync("settings", "blue");
        await shop.ConfigMapsBecomeAsync("settings", "blue", "blue", "blue");

        await fleet.Hub.Client.DeleteAsync($"{KubePaths.Core(shop.Namespace, "configmaps")}/settings");
        await shop.ConfigMapsBecomeAsync("settings", null, null, null);
    }

    [RealServerFact]
    public async Task A_cluster_wide_policy_propagates_cluster_wide_objects()
    {
        await fleet.OperatorAsync();
        const string Roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
        const string Policies = $"{KubePaths.Loadline}/clusterpropagationpolicies";
        var name = $"e2e-reader-{Guid.NewGuid().ToString("N")[..6]}";
        await fleet.Hub.Client.CreateAsync(Roles, new JsonObject
        {
            ["apiVersion"] = "rbac.authorization.k8s.io/v1",
            ["kind"] = "ClusterRole",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["rules"] = new JsonArray(new JsonObject
            {
                ["apiGroups"] = new JsonArray(""),
                ["resources"] = new JsonArray("pods"),
                ["verbs"] = new JsonArray("get"),
            }),
        });
        await fleet.Hub.Client.CreateAsync(Policies, new JsonObject
        {
            ["apiVersion"] = Manifests.LoadlineVersion,
            ["kind"] = "ClusterPropagationPolicy",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject
            {
                ["resourceSelectors"] = Manifests.Select("rbac.authorization.k8s.io/v1", "ClusterRole", name),
                ["placement"] = Manifests.Duplicated(fleet.Members[0].Name, fleet.Members[2].Name),
            },
        });

        await RolesBecomeAsync(true, false, true);
        await fleet.Hub.Client.DeleteAsync($"{Roles}/{name}");
        await RolesBecomeAsync(false, false, false);
        await fleet.Hub.Client.DeleteAsync($"{Policies}/{name}");

        Task RolesBecomeAsync(params bool[] expected) => Eventually.HoldsAsync(
            async () =>
            {
                var found = await Task.WhenAll(fleet.Members.Select(async m => await m.Client.GetAsync($"{Roles}/{name}") is not null));
                return found.SequenceEqual(expected) ? null : $"{name} is in [{string.Join(", ", found)}]";
            },
            context: fleet.OperatorLog);
    }

    private async Task PutForeignAsync(string ns, int replicas)
    {
        await fleet.Members[0].Client.EnsureAsync(KubePaths.Namespaces, Manifests.Namespace(ns));
        await fleet.Members[0].Client.CreateAsync(KubePaths.Deployments(ns), Manifests.Deployment(ns, App, replicas));
    }
}
