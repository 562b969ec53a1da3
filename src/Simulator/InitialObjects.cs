using System.Text.Json.Nodes;

namespace Loadline.Simulator;

/// <summary>What exists in a cluster from its first moment.</summary>
internal static class InitialObjects
{
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
        _ = options;
    }
}
