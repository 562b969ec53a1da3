using System.Text.Json.Nodes;
using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>Where replicas go and stay as members and policies change.</summary>
[Collection(nameof(RealFleet))]
public sealed class PlacementTests(RealFleet fleet)
{
    private const string App = "web";

    private static readonly TimeSpan LongEnoughToGoWrong = TimeSpan.FromSeconds(2);

    private RealControlPlane East => fleet.Members[0];

    private RealControlPlane North => fleet.Members[1];

    private RealControlPlane South => fleet.Members[2];

    [RealServerFact]
    public async Task Replicas_spread_over_regions_and_not_over_two_members_of_one()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "regions");
        await using var members = new MemberEdit(fleet);
        await members.RegionAsync(East, "mainland");
        await members.RegionAsync(North, "mainland");
        await members.RegionAsync(South, "coast");

        await shop.ApplyDeploymentAsync(App, 4);
        await shop.ApplyPolicyAsync(App, Placement("""
            {"replicaScheduling": {"replicaSchedulingType": "Duplicated"},
             "spreadConstraints": [{"spreadByField": "region", "minGroups": 2, "maxGroups": 2}, {"spreadByField": "cluster", "minGroups": 2, "maxGroups": 2}]}
            """));

        // By name alone it would be huabei-prod and huadong-prod.
        await shop.ReplicasBecomeAsync(App, null, 4, 4);
    }

    [RealServerFact]
    public async Task Too_few_regions_are_an_error_that_counts_them()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "few");

        await shop.ApplyDeploymentAsync(App, 4);
        await shop.ApplyPolicyAsync(App, Placement("""
            {"replicaScheduling": {"replicaSchedulingType": "Duplicated"},
             "spreadConstraints": [{"spreadByField": "region", "minGroups": 5}, {"spreadByField": "cluster"}]}
            """));

        await fleet.EventAsync("Deployment", App, "SelectFailed", "3 region groups", "at least 5");
    }

    [RealServerFact]
    public async Task A_taint_keeps_out_who_does_not_tolerate_it_and_leaves_what_is_there()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "taint");
        await using var members = new MemberEdit(fleet);
        await shop.ApplyDeploymentAsync("old", 2);
        await shop.ApplyPolicyAsync("old", shop.EverywhereTheSame());
        await shop.ReplicasBecomeAsync("old", 2, 2, 2);

        await members.TaintAsync(North, "dedicated", "NoSchedule");
        await shop.ApplyDeploymentAsync(App, 3);
        await shop.ApplyPolicyAsync(App, shop.EverywhereTheSame());
        await shop.ApplyDeploymentAsync("tolerant", 3);
        var tolerant = shop.EverywhereTheSame();
        tolerant["clusterTolerations"] = new JsonArray(new JsonObject { ["key"] = "dedicated", ["operator"] = "Exists" });
        await shop.ApplyPolicyAsync("tolerant", tolerant);

        await shop.ReplicasBecomeAsync(App, 3, null, 3);
        await shop.ReplicasBecomeAsync("tolerant", 3, 3, 3);
        await shop.ReplicasStayAsync("old", LongEnoughToGoWrong, 2, 2, 2);

        await members.UntaintAsync(North);
        await shop.ReplicasBecomeAsync(App, 3, 3, 3);
    }

    [RealServerFact]
    public async Task The_second_affinity_group_takes_over_and_gives_back_only_when_asked_to()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "groups");
        await using var members = new MemberEdit(fleet);
        await members.TaintAsync(East, "maintenance", "NoSchedule");
        await shop.ApplyDeploymentAsync(App, 4);
        await shop.ApplyPolicyAsync(App, Placement($$$"""
            {"clusterAffinities": [{"affinityName": "home", "clusterNames": ["{{{East.Name}}}"]}, {"affinityName": "backup", "clusterNames": ["{{{North.Name}}}"]}],
             "replicaScheduling": {"replicaSchedulingType": "Divided", "replicaDivisionPreference": "Weighted"}}
            """));
        var binding = await shop.BindingPathAsync(App);
        await shop.ReplicasBecomeAsync(App, null, 4);
        await AffinityBecomesAsync(binding, "backup");

        await members.UntaintAsync(East);
        await shop.ReplicasStayAsync(App, LongEnoughToGoWrong, null, 4);

        await fleet.Hub.Client.MergePatchAsync(binding, new() { ["spec"] = new JsonObject { ["rescheduleTriggeredAt"] = DateTimeOffset.UtcNow.AddSeconds(30).ToString("yyyy-MM-ddTHH:mm:ssZ") } });
        await shop.ReplicasBecomeAsync(App, 4);
        await AffinityBecomesAsync(binding, "home");
        await Eventually.HoldsAsync(
            async () =>
            {
                var found = (await fleet.Hub.Client.GetAsync(binding))!;
                var (asked, done) = ((DateTimeOffset)found["spec"]!["rescheduleTriggeredAt"]!, (DateTimeOffset?)found["status"]?["lastScheduledTime"]);
                return done >= asked ? null : $"asked at {asked}, last scheduled at {done}";
            },
            context: fleet.OperatorLog);
    }

    [RealServerFact]
    public async Task What_the_primary_group_cannot_hold_overflows()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "overflow");
        await using var members = new MemberEdit(fleet);
        await members.NodeAsync(East, "300m");
        await members.NodeAsync(North, "2");
        await shop.ApplyDeploymentAsync(App, 2);
        await shop.ApplyPolicyAsync(App, Placement($$$"""
            {"clusterAffinities": [{"affinityName": "own", "clusterNames": ["{{{East.Name}}}"], "overflowAffinities": [{"affinityName": "rented", "clusterNames": ["{{{North.Name}}}"]}]}],
             "replicaScheduling": {"replicaSchedulingType": "Divided", "replicaDivisionPreference": "Aggregated"}}
            """));
        await shop.ReplicasBecomeAsync(App, 2);

        await shop.ScaleAsync(App, 5);

        await shop.ReplicasBecomeAsync(App, 3, 2);
    }

    [RealServerFact]
    public async Task Workloads_placed_within_one_report_do_not_get_the_same_cores()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "booked");
        await using var members = new MemberEdit(fleet);
        await members.NodeAsync(East, "300m");
        await members.NodeAsync(North, "300m");
        var packed = $$$"""
            {"clusterAffinity": {"clusterNames": ["{{{East.Name}}}", "{{{North.Name}}}"]},
             "replicaScheduling": {"replicaSchedulingType": "Divided", "replicaDivisionPreference": "Aggregated"}}
            """;
        foreach (var name in (string[])["first", "second"])
        {
            await shop.ApplyPolicyAsync(name, Placement(packed));
            await shop.ApplyDeploymentAsync(name, 3);
        }

        // No scheduler runs here: the members never report a pod, and still nothing is given away twice.
        await Eventually.HoldsAsync(
            async () =>
            {
                var replicas = await Task.WhenAll(((string[])["first", "second"]).SelectMany(name => new[] { East, North }.Select(async member =>
                    (int?)(await member.Client.GetAsync(KubePaths.Deployment(shop.Namespace, name)))?["spec"]?["replicas"] ?? 0)));
                return replicas is [3, 0, 0, 3] or [0, 3, 3, 0] ? null : $"replicas are [{string.Join(", ", replicas)}]";
            },
            context: fleet.OperatorLog);
    }

    [RealServerFact]
    public async Task Labels_and_taints_of_members_move_what_they_concern()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "labels");
        await using var members = new MemberEdit(fleet);
        await members.LabelAsync(East, "tier", "gold");
        await shop.ApplyDeploymentAsync(App, 4);
        await shop.ApplyPolicyAsync(App, Placement("""
            {"clusterAffinity": {"labelSelector": {"matchLabels": {"tier": "gold"}}},
             "replicaScheduling": {"replicaSchedulingType": "Divided", "replicaDivisionPreference": "Weighted"}}
            """));
        await shop.ReplicasBecomeAsync(App, 4);

        await members.LabelAsync(South, "tier", "gold");
        await shop.ReplicasBecomeAsync(App, 2, null, 2);

        await members.LabelAsync(East, "tier", "silver");
        await shop.ReplicasBecomeAsync(App, null, null, 4);

        await members.LabelAsync(North, "tier", "gold");
        await shop.ReplicasBecomeAsync(App, null, 2, 2);
        await members.TaintAsync(South, "broken", "NoExecute");
        await shop.ReplicasBecomeAsync(App, null, 4);

        await members.UntaintAsync(South);
        await shop.ReplicasBecomeAsync(App, null, 2, 2);
    }

    private static JsonObject Placement(string json) => JsonNode.Parse(json)!.AsObject();

    private Task AffinityBecomesAsync(string binding, string name) => Eventually.HoldsAsync(
        async () =>
        {
            var found = (string?)(await fleet.Hub.Client.GetAsync(binding))?["status"]?["schedulerObservingAffinityName"];
            return found == name ? null : $"{binding} observes affinity {found ?? "none"}, not {name}";
        },
        context: fleet.OperatorLog);
}
