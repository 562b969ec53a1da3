using System.Text.Json.Nodes;
using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>Each way a policy or a template can be wrong: named in a condition and an event, nobody else disturbed, healed by itself.</summary>
[Collection(nameof(RealFleet))]
public sealed class BadPolicyTests(RealFleet fleet)
{
    [RealServerFact]
    public async Task A_policy_that_matches_nothing_says_so_until_something_matches()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "nothing");
        await shop.ApplyPolicyAsync("web", shop.ThirtySeventy());
        await fleet.ConditionAsync(shop.PolicyPath("web"), "Ready", "False", "NoTemplates");
        await fleet.EventAsync("PropagationPolicy", "web", "NoTemplates");

        await shop.ApplyDeploymentAsync("web", 10);

        await shop.ReplicasBecomeAsync("web", 3, 7);
        await Eventually.HoldsAsync(async () =>
            (int?)(await fleet.Hub.Client.GetAsync(shop.PolicyPath("web")))?["status"]?["matchedTemplates"] == 1 ? null : "matchedTemplates is not 1");
    }

    [RealServerFact]
    public async Task A_kind_that_the_hub_does_not_serve_is_named_and_taken_up_once_it_is_served()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "kind");
        var plural = $"widgets{Guid.NewGuid().ToString("N")[..6]}";
        var kind = $"Widget{plural[7..]}";
        await shop.ApplyPolicyAsync("widgets", Manifests.Select("e2e.example/v1", kind), shop.EverywhereTheSame());
        await fleet.ConditionAsync(shop.PolicyPath("widgets"), "Ready", "False", "UnknownKind");
        Assert.Contains(kind, Conditions.Message(await fleet.Hub.Client.GetAsync(shop.PolicyPath("widgets")), "Ready"), StringComparison.Ordinal);
        await fleet.EventAsync("PropagationPolicy", "widgets", kind);

        // The hub and two of three members serve it: the third is named, and the others have it.
        await DefineAsync(fleet.Hub, plural, kind);
        await DefineAsync(fleet.Members[0], plural, kind);
        await DefineAsync(fleet.Members[1], plural, kind);
        var collection = $"/apis/e2e.example/v1/namespaces/{shop.Namespace}/{plural}";
        await fleet.Hub.Client.CreateAsync(collection, new JsonObject
        {
            ["apiVersion"] = "e2e.example/v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = "first" },
            ["spec"] = new JsonObject { ["colour"] = "green" },
        });
        await ServedByAsync(collection, true, true, false);

        await DefineAsync(fleet.Members[2], plural, kind);
        await ServedByAsync(collection, true, true, true);
        await fleet.Hub.Client.DeleteAsync($"{collection}/first");
        await ServedByAsync(collection, false, false, false);
    }

    [RealServerFact]
    public async Task Of_two_policies_for_one_template_the_loser_names_the_winner_and_takes_over_after_it()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "two");
        var selector = () => Manifests.Select("apps/v1", "Deployment", "web");
        await shop.ApplyDeploymentAsync("web", 10);
        await shop.ApplyPolicyAsync("winner", selector(), shop.ThirtySeventy(), spec => spec["priority"] = 10);
        await shop.ReplicasBecomeAsync("web", 3, 7);

        await shop.ApplyPolicyAsync("loser", selector(), Manifests.StaticWeights((fleet.Members[0].Name, 1), (fleet.Members[1].Name, 1)));
        await fleet.ConditionAsync(shop.PolicyPath("loser"), "Conflicted", "True", "OwnedByOtherPolicy");
        var conflict = (await fleet.Hub.Client.GetAsync(shop.PolicyPath("loser")))!["status"]!["conflicts"]![0]!;
        Assert.Contains("web", conflict["template"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("winner", conflict["winner"]!.ToJsonString(), StringComparison.Ordinal);
        await fleet.EventAsync("PropagationPolicy", "loser", "web", "winner");
        await shop.ReplicasStayAsync("web", TimeSpan.FromSeconds(1), 3, 7);

        await shop.DeletePolicyAsync("winner");
        await fleet.ConditionAsync(shop.PolicyPath("loser"), "Conflicted", "False");
        // Five and five: the member that gives waits until the one that takes reports ready.
        await Eventually.HoldsAsync(async () =>
            (int?)(await fleet.Members[0].Client.GetAsync(KubePaths.Deployment(shop.Namespace, "web")))?["spec"]?["replicas"] == 5 ? null : "the loser's split is not there");
    }

    [RealServerFact]
    public async Task A_quota_in_one_member_is_named_and_the_other_members_are_served()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "quota");
        var member = fleet.Members[0];
        await member.Client.EnsureAsync(KubePaths.Namespaces, Manifests.Namespace(shop.Namespace));
        var quotas = KubePaths.Core(shop.Namespace, "resourcequotas");
        await member.Client.CreateAsync(quotas, Quota());
        // Admission reads the status, which a controller would fill elsewhere.
        await member.Client.MergePatchAsync($"{quotas}/none/status", new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["hard"] = new JsonObject { ["count/deployments.apps"] = "0" },
                ["used"] = new JsonObject { ["count/deployments.apps"] = "0" },
            },
        });

        await shop.ApplyDeploymentAsync("web", 10);
        await shop.ApplyPolicyAsync("web", shop.ThirtySeventy());

        await shop.ReplicasBecomeAsync("web", null, 7);
        var binding = await shop.BindingPathAsync("web");
        await fleet.ConditionAsync(binding, "FullyApplied", "False", "FullyAppliedFailed");
        var message = Conditions.Message(await fleet.Hub.Client.GetAsync(binding), "FullyApplied");
        Assert.Contains(member.Name, message, StringComparison.Ordinal);
        Assert.Contains("quota", message, StringComparison.OrdinalIgnoreCase);
        await fleet.EventAsync("Deployment", "web", member.Name, "quota");

        await member.Client.DeleteAsync($"{quotas}/none");
        await shop.ReplicasBecomeAsync("web", 3, 7);
        await fleet.ConditionAsync(binding, "FullyApplied", "True");
    }

    [RealServerFact]
    public async Task A_field_that_one_member_calls_immutable_is_named_and_the_other_members_change()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "immutable");
        await shop.ApplyConfigMapAsync("settings", "green");
        await shop.ApplyPolicyAsync("settings", Manifests.Select("v1", "ConfigMap", "settings"), shop.EverywhereTheSame());
        await shop.ConfigMapsBecomeAsync("settings", "green", "green", "green");
        var copy = $"{KubePaths.Core(shop.Namespace, "configmaps")}/settings";
        await fleet.Members[0].Client.MergePatchAsync(copy, new JsonObject { ["immutable"] = true });

        await shop.ApplyConfigMapAsync("settings", "blue");

        await shop.ConfigMapsBecomeAsync("settings", "green", "blue", "blue");
        var binding = await shop.BindingPathAsync("settings");
        await fleet.ConditionAsync(binding, "FullyApplied", "False", "FullyAppliedFailed");
        var message = Conditions.Message(await fleet.Hub.Client.GetAsync(binding), "FullyApplied");
        Assert.Contains(fleet.Members[0].Name, message, StringComparison.Ordinal);
        Assert.Contains("immutable", message, StringComparison.OrdinalIgnoreCase);
        await fleet.EventAsync("ConfigMap", "settings", fleet.Members[0].Name, "immutable");

        await fleet.Members[0].Client.DeleteAsync(copy);
        await shop.ConfigMapsBecomeAsync("settings", "blue", "blue", "blue");
    }

    private static JsonObject Quota() => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ResourceQuota",
        ["metadata"] = new JsonObject { ["name"] = "none" },
        ["spec"] = new JsonObject { ["hard"] = new JsonObject { ["count/deployments.apps"] = "0" } },
    };

    private static async Task DefineAsync(RealControlPlane plane, string plural, string kind)
    {
        await plane.Client.CreateAsync(KubePaths.Definitions, new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{plural}.e2e.example" },
            ["spec"] = new JsonObject
            {
                ["group"] = "e2e.example",
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject { ["plural"] = plural, ["singular"] = kind.ToLowerInvariant(), ["kind"] = kind, ["listKind"] = $"{kind}List" },
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = "v1",
                    ["served"] = true,
                    ["storage"] = true,
                    ["schema"] = new JsonObject
                    {
                        ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
                    },
                }),
            },
        });
        await Eventually.HoldsAsync(async () =>
            Conditions.Status(await plane.Client.GetAsync($"{KubePaths.Definitions}/{plural}.e2e.example"), "Established") == "True" ? null : "not established");
    }

    private Task ServedByAsync(string collection, params bool[] expected) => Eventually.HoldsAsync(
        async () =>
        {
            var found = await Task.WhenAll(fleet.Members.Select(async m => await m.Client.GetAsync($"{collection}/first") is not null));
            return found.SequenceEqual(expected) ? null : $"the object is in [{string.Join(", ", found)}], not in [{string.Join(", ", expected)}]";
        },
        TimeSpan.FromSeconds(90),
        fleet.OperatorLog);
}
