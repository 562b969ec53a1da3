using System.Text;
using System.Text.Json.Nodes;

namespace Loadline.E2E.Harness;

/// <summary>The JSON that a user of Loadline would write as YAML.</summary>
internal static class Manifests
{
    public const string SystemNamespace = "loadline-system";
    public const string LoadlineVersion = "loadline.io/v1alpha1";

    public static JsonObject Namespace(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = name },
    };

    public static JsonObject ConfigMap(string name, string key, string value) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["data"] = new JsonObject { [key] = value },
    };

    /// <summary>A Secret whose values are given in plain text.</summary>
    public static JsonObject Secret(string name, params (string Key, string Value)[] data) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = SystemNamespace },
        ["type"] = "Opaque",
        ["data"] = new JsonObject(data.Select(entry =>
            KeyValuePair.Create(entry.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(entry.Value))))),
    };

    public static JsonObject Member(string name, Uri endpoint, string secret, string? region = null) => new()
    {
        ["apiVersion"] = LoadlineVersion,
        ["kind"] = "MemberCluster",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["syncMode"] = "Push",
            ["apiEndpoint"] = endpoint.GetLeftPart(UriPartial.Authority),
            ["secretRef"] = new JsonObject { ["namespace"] = SystemNamespace, ["name"] = secret },
            ["region"] = region ?? name,
        },
    };

    public static JsonObject Deployment(string ns, string name, int replicas, string? image = null) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "Deployment",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = ns,
            ["labels"] = new JsonObject { ["app"] = name },
        },
        ["spec"] = new JsonObject
        {
            ["replicas"] = replicas,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = name } },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = name } },
                ["spec"] = new JsonObject
                {
                    ["containers"] = new JsonArray(new JsonObject
                    {
                        ["name"] = "server",
                        ["image"] = image ?? "registry.example/server:1",
                        ["resources"] = new JsonObject
                        {
                            ["requests"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "64Mi" },
                        },
                    }),
                },
            },
        },
    };

    /// <summary>A policy over the named resources with the given placement.</summary>
    public static JsonObject Policy(string ns, string name, JsonArray selectors, JsonObject placement) => new()
    {
        ["apiVersion"] = LoadlineVersion,
        ["kind"] = "PropagationPolicy",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
        ["spec"] = new JsonObject { ["resourceSelectors"] = selectors, ["placement"] = placement },
    };

    /// <summary>One selector; without a name it selects every object of the kind.</summary>
    public static JsonArray Select(string apiVersion, string kind, string? name = null)
    {
        var selector = new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind };
        if (name is not null)
            selector["name"] = name;
        return [selector];
    }

    /// <summary>Replicas divided by fixed weights.</summary>
    public static JsonObject StaticWeights(params (string Cluster, int Weight)[] weights) => new()
    {
        ["clusterAffinity"] = Affinity(weights.Select(w => w.Cluster)),
        ["replicaScheduling"] = new JsonObject
        {
            ["replicaSchedulingType"] = "Divided",
            ["replicaDivisionPreference"] = "Weighted",
            ["weightPreference"] = new JsonObject
            {
                ["staticWeightList"] = new JsonArray([.. weights.Select(w => new JsonObject
                {
                    ["targetCluster"] = Affinity([w.Cluster]),
                    ["weight"] = w.Weight,
                })]),
            },
        },
    };

    /// <summary>The whole object, with all replicas, on every named member.</summary>
    public static JsonObject Duplicated(params string[] clusters) => new()
    {
        ["clusterAffinity"] = Affinity(clusters),
        ["replicaScheduling"] = new JsonObject { ["replicaSchedulingType"] = "Duplicated" },
    };

    private static JsonObject Affinity(IEnumerable<string> clusters) => new()
    {
        ["clusterNames"] = new JsonArray([.. clusters.Select(name => JsonValue.Create(name))]),
    };
}
