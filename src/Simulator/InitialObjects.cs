using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator;

/// <summary>What exists in a cluster from its first moment.</summary>
internal static class InitialObjects
{
    private static readonly SimulatedNode DefaultNode = new("node-1", 8, 32);

    public static void Create(ObjectStore store, SimulatedClusterOptions options)
    {
        foreach (var name in (ReadOnlySpan<string>)["default", "kube-node-lease", "kube-public", "kube-system"])
        {
            store.Put("", "namespaces", new JsonObject
            {
                ["kind"] = "Namespace",
                ["apiVersion"] = "v1",
                ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/metadata.name"] = name } },
                ["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") },
                ["status"] = new JsonObject { ["phase"] = "Active" },
            });
        }
        var nodes = options.Nodes.Count == 0 && options.RunWorkloads ? [DefaultNode] : options.Nodes;
        foreach (var node in nodes) store.Put("", "nodes", Node(node, options));
    }

    private static JsonObject Node(SimulatedNode node, SimulatedClusterOptions options)
    {
        var labels = new JsonObject
        {
            ["kubernetes.io/hostname"] = node.Name,
            ["kubernetes.io/os"] = "linux",
            ["kubernetes.io/arch"] = "amd64",
        };
        if (options.Region is { } region) labels["topology.kubernetes.io/region"] = region;
        var now = options.TimeProvider.GetUtcNow().Rfc3339();
        var resources = new JsonObject
        {
            ["cpu"] = string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Round(node.CpuCores * 1000)}m"),
            ["memory"] = string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Round(node.MemoryGiB * 1024 * 1024)}Ki"),
            ["pods"] = node.Pods.ToString(CultureInfo.InvariantCulture),
        };
        return new JsonObject
        {
            ["kind"] = "Node",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["name"] = node.Name, ["labels"] = labels },
            ["spec"] = new JsonObject(),
            ["status"] = new JsonObject
            {
                ["capacity"] = resources,
                ["allocatable"] = resources.Copy(),
                ["conditions"] = new JsonArray(new JsonObject
                {
                    ["type"] = "Ready",
                    ["status"] = "True",
                    ["reason"] = "KubeletReady",
                    ["message"] = "kubelet is posting ready status",
                    ["lastHeartbeatTime"] = now,
                    ["lastTransitionTime"] = now,
                }),
                ["nodeInfo"] = new JsonObject
                {
                    ["kubeletVersion"] = options.GitVersion,
                    ["operatingSystem"] = "linux",
                    ["architecture"] = "amd64",
                    ["osImage"] = "simulated",
                    ["kernelVersion"] = "simulated",
                    ["containerRuntimeVersion"] = "simulated://1",
                },
            },
        };
    }
}
