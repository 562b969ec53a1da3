using System.Text.Json;
using System.Text.Json.Nodes;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds.Emission;

/// <summary>Schemas of Kubernetes' own types, which carry no attributes of ours.</summary>
internal static class ForeignSchemas
{
    /// <summary>Kubernetes' grammar of quantities.</summary>
    public const string QuantityPattern =
        @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

    private const string ConditionTypePattern =
        @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$";

    /// <summary>The schema, or null for a type of our own.</summary>
    public static JsonObject? TryGet(Type type, string? description)
    {
        var schema =
            type == typeof(JsonElement) ? new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true }
            : type == typeof(IntOrString) ? IntOrString(null)
            : type == typeof(ResourceQuantity) ? IntOrString(QuantityPattern)
            : type == typeof(V1LabelSelector) ? LabelSelector()
            : type == typeof(V1Toleration) ? Toleration()
            : type == typeof(V1Taint) ? Taint()
            : type == typeof(V1Condition) ? Condition()
            : null;
        if (schema is not null && description is not null) schema.Insert(0, "description", description);
        return schema;
    }

    private static JsonObject IntOrString(string? pattern)
    {
        var schema = new JsonObject
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }),
            ["x-kubernetes-int-or-string"] = true,
            // A quantity or a percentage is short; without a bound the CEL cost estimate assumes megabytes.
            ["maxLength"] = 64,
        };
        if (pattern is not null) schema["pattern"] = pattern;
        return schema;
    }

    private static JsonObject LabelSelector() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["matchExpressions"] = new JsonObject
            {
                ["description"] = "Requirements in operator form; all must hold.",
                ["type"] = "array",
                ["maxItems"] = 64,
                ["x-kubernetes-list-type"] = "atomic",
                ["items"] = new JsonObject
                {
                    ["type"] = "object",
                    ["required"] = new JsonArray("key", "operator"),
                    ["properties"] = new JsonObject
                    {
                        ["key"] = Text("Label key.", Limits.LabelKey, min: 1),
                        ["operator"] = Enum("How the label is compared with the values.", "In", "NotIn", "Exists", "DoesNotExist"),
                        ["values"] = new JsonObject
                        {
                            ["description"] = "Values for In and NotIn.",
                            ["type"] = "array",
                            ["maxItems"] = 256,
                            ["items"] = new JsonObject { ["type"] = "string", ["maxLength"] = Limits.DnsLabel },
                            ["x-kubernetes-list-type"] = "atomic",
                        },
                    },
                    ["x-kubernetes-validations"] = new JsonArray(Rule(
                        "(self.operator in ['In', 'NotIn']) == (has(self.values) && self.values.size() > 0)",
                        "In and NotIn need values; Exists and DoesNotExist have none")),
                },
            },
            ["matchLabels"] = new JsonObject
            {
                ["description"] = "Labels that must be present with exactly these values.",
                ["type"] = "object",
                ["maxProperties"] = 64,
                ["additionalProperties"] = new JsonObject { ["type"] = "string", ["maxLength"] = Limits.DnsLabel },
            },
        },
        ["x-kubernetes-map-type"] = "atomic",
    };

    private static JsonObject Toleration() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["effect"] = Enum("Effect of the taints that match; all when empty.", "", "NoSchedule", "PreferNoSchedule", "NoExecute"),
            ["key"] = Text("Key of the taints that match; all when empty, which needs operator Exists.", Limits.LabelKey),
            ["operator"] = Enum("Equal compares the value, Exists does not. Default Equal.", "", "Equal", "Exists"),
            ["tolerationSeconds"] = new JsonObject
            {
                ["description"] = "How long a NoExecute taint is tolerated, in seconds. Not acted on yet: it is tolerated for ever.",
                ["type"] = "integer",
                ["format"] = "int64",
            },
            ["value"] = Text("Value of the taints that match.", Limits.DnsLabel),
        },
        ["x-kubernetes-validations"] = new JsonArray(
            Rule("(has(self.key) && self.key != '') || (has(self.operator) && self.operator == 'Exists')", "operator must be Exists when key is empty"),
            Rule("!has(self.operator) || self.operator != 'Exists' || !has(self.value) || self.value == ''", "value must be empty when operator is Exists"),
            Rule("!has(self.tolerationSeconds) || (has(self.effect) && self.effect == 'NoExecute')", "effect must be NoExecute when tolerationSeconds is set")),
    };

    private static JsonObject Taint() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("effect", "key"),
        ["properties"] = new JsonObject
        {
            ["effect"] = Enum("What happens to templates that do not tolerate it.", "NoSchedule", "PreferNoSchedule", "NoExecute"),
            ["key"] = Text("Taint key.", Limits.LabelKey, min: 1),
            ["timeAdded"] = new JsonObject { ["description"] = "When it was added.", ["type"] = "string", ["format"] = "date-time" },
            ["value"] = Text("Taint value.", Limits.DnsLabel),
        },
    };

    private static JsonObject Condition() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("lastTransitionTime", "message", "reason", "status", "type"),
        ["properties"] = new JsonObject
        {
            ["lastTransitionTime"] = new JsonObject { ["description"] = "When status last changed.", ["type"] = "string", ["format"] = "date-time" },
            ["message"] = Text("The cause in words.", Limits.Message),
            ["observedGeneration"] = new JsonObject
            {
                ["description"] = "Generation of the spec that the condition is about.",
                ["type"] = "integer",
                ["format"] = "int64",
                ["minimum"] = 0,
            },
            ["reason"] = With(Text("The cause as one word.", 1024, min: 1), "pattern", "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"),
            ["status"] = Enum("Whether the condition holds.", "True", "False", "Unknown"),
            ["type"] = With(Text("The aspect.", 316), "pattern", ConditionTypePattern),
        },
    };

    private static JsonObject Text(string description, int max, int min = 0)
    {
        var schema = new JsonObject { ["description"] = description, ["type"] = "string", ["maxLength"] = max };
        if (min > 0) schema["minLength"] = min;
        return schema;
    }

    private static JsonObject Enum(string description, params string[] values) => new()
    {
        ["description"] = description,
        ["type"] = "string",
        ["enum"] = new JsonArray([.. values.Select(v => (JsonNode)v)]),
    };

    private static JsonObject With(JsonObject schema, string key, JsonNode value)
    {
        schema[key] = value;
        return schema;
    }

    private static JsonObject Rule(string rule, string message) => new() { ["rule"] = rule, ["message"] = message };
}
