using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

internal static class Manifests
{
    public static JsonObject Named(string apiVersion, string kind, string name) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name },
    };

    public static JsonObject ConfigMap(string name, string key = "k", string value = "v", string? label = null)
    {
        var map = Named("v1", "ConfigMap", name);
        if (label is not null) map["metadata"]!["labels"] = new JsonObject { ["team"] = label };
        map["data"] = new JsonObject { [key] = value };
        return map;
    }

    public static JsonObject Deployment(string name, int replicas = 1, string cpu = "10m")
    {
        var deployment = Named("apps/v1", "Deployment", name);
        deployment["spec"] = Parse($$$"""
            {
              "replicas": {{{replicas}}},
              "selector": {"matchLabels": {"app": "{{{name}}}"}},
              "template": {
                "metadata": {"labels": {"app": "{{{name}}}"}},
                "spec": {"containers": [{"name": "main", "image": "registry.example/app:1", "resources": {"requests": {"cpu": "{{{cpu}}}"} } }]}
              }
            }
            """);
        return deployment;
    }

    public static JsonObject Pod(string name, string? node = null)
    {
        var pod = Named("v1", "Pod", name);
        pod["spec"] = Parse("""{"containers":[{"name":"main","image":"registry.example/app:1"}]}""");
        if (node is not null) pod["spec"]!["nodeName"] = node;
        return pod;
    }

    /// <summary>A definition of its own group, so that tests do not meet.</summary>
    public static JsonObject Definition(string group)
    {
        var definition = Named("apiextensions.k8s.io/v1", "CustomResourceDefinition", $"widgets.{group}");
        definition["spec"] = Parse("""
            {
              "group": "GROUP",
              "scope": "Namespaced",
              "names": {"plural": "widgets", "kind": "Widget", "shortNames": ["wdg"]},
              "versions": [{
                "name": "v1", "served": true, "storage": true,
                "subresources": {"status": {}, "scale": {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}},
                "additionalPrinterColumns": [
                  {"name": "Ready", "type": "string", "jsonPath": ".status.conditions[?(@.type==\"Ready\")].status"},
                  {"name": "Replicas", "type": "integer", "jsonPath": ".spec.replicas"},
                  {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"}
                ],
                "schema": {"openAPIV3Schema": {
                  "type": "object",
                  "properties": {
                    "spec": {"type": "object", "required": ["replicas"], "properties": {
                      "replicas": {"type": "integer", "minimum": 0},
                      "mode": {"type": "string", "default": "Auto", "enum": ["Auto", "Manual"]},
                      "ports": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                        "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "port": {"type": "integer"}}}}
                    }},
                    "status": {"type": "object", "properties": {
                      "replicas": {"type": "integer"},
                      "conditions": {"type": "array", "items": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}
                    }}
                  }
                }}
              }]
            }
            """.Replace("GROUP", group, StringComparison.Ordinal));
        return definition;
    }

    public static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
