using System.Text.Json.Nodes;
using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>Changes that a test makes to the members, and takes back when it ends.</summary>
internal sealed class MemberEdit(RealFleet fleet) : IAsyncDisposable
{
    /// <summary>Name of the node.</summary>
    public const string NodeName = "e2e-node";

    private const string Node = $"/api/v1/nodes/{NodeName}";

    private readonly List<(string Member, string[] Keys)> _labels = [];
    private readonly Dictionary<string, string?> _regions = [];
    private readonly HashSet<string> _tainted = [];
    private readonly List<RealControlPlane> _nodes = [];

    public async Task RegionAsync(RealControlPlane member, string region)
    {
        _regions.TryAdd(member.Name, (string?)(await fleet.Hub.Client.GetAsync(KubePaths.MemberCluster(member.Name)))!["spec"]!["region"]);
        await PatchAsync(member.Name, new() { ["spec"] = new JsonObject { ["region"] = region } });
    }

    public Task LabelAsync(RealControlPlane member, string key, string? value)
    {
        _labels.Add((member.Name, [key]));
        return PatchAsync(member.Name, new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [key] = value } } });
    }

    public Task TaintAsync(RealControlPlane member, string key, string effect)
    {
        _tainted.Add(member.Name);
        return PatchAsync(member.Name, new() { ["spec"] = new JsonObject { ["taints"] = new JsonArray(new JsonObject { ["key"] = key, ["effect"] = effect }) } });
    }

    public Task UntaintAsync(RealControlPlane member) => PatchAsync(member.Name, new() { ["spec"] = new JsonObject { ["taints"] = null } });

    /// <summary>Gives the member a node with so much CPU, and waits until the hub knows.</summary>
    public async Task NodeAsync(RealControlPlane member, string cpu)
    {
        // The node of the test before may still be in the report, and its replicas in what is booked.
        await CpuBecomesAsync(member, null);
        _nodes.Add(member);
        await member.Client.CreateAsync("/api/v1/nodes", new() { ["apiVersion"] = "v1", ["kind"] = "Node", ["metadata"] = new JsonObject { ["name"] = NodeName } });
        await member.Client.MergePatchAsync($"{Node}/status", new()
        {
            ["status"] = new JsonObject
            {
                ["allocatable"] = new JsonObject { ["cpu"] = cpu, ["memory"] = "8Gi", ["pods"] = "110" },
                ["capacity"] = new JsonObject { ["cpu"] = cpu, ["memory"] = "8Gi", ["pods"] = "110" },
                ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True", ["reason"] = "KubeletReady", ["message"] = "ready" }),
            },
        });
        await CpuBecomesAsync(member, cpu);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _nodes) await member.Client.DeleteAsync(Node);
        foreach (var (member, keys) in _labels)
            await PatchAsync(member, new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject(keys.Select(key => KeyValuePair.Create(key, (JsonNode?)null))) } });
        foreach (var (member, region) in _regions) await PatchAsync(member, new() { ["spec"] = new JsonObject { ["region"] = region } });
        foreach (var member in _tainted) await PatchAsync(member, new() { ["spec"] = new JsonObject { ["taints"] = null } });
    }

    private Task CpuBecomesAsync(RealControlPlane member, string? cpu) => Eventually.HoldsAsync(
        async () =>
        {
            var summary = (await fleet.Hub.Client.GetAsync(KubePaths.MemberCluster(member.Name)))!["status"]?["resourceSummary"];
            var reported = (string?)summary?["allocatable"]?["cpu"];
            return (reported == "0" ? null : reported) == cpu ? null : $"{member.Name} does not report {cpu ?? "no"} CPU: {summary?.ToJsonString()}";
        },
        context: fleet.OperatorLog);

    private Task<JsonObject> PatchAsync(string member, JsonObject patch) => fleet.Hub.Client.MergePatchAsync(KubePaths.MemberCluster(member), patch);
}
