using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>The flavour of OpenAPI in which definitions are printed.</summary>
public enum OpenApiVersion
{
    /// <summary>Swagger 2.0: one <c>definitions</c> object for the whole server (<c>/openapi/v2</c>).</summary>
    V2,

    /// <summary>OpenAPI 3.0: <c>components.schemas</c>, one document per group and version (<c>/openapi/v3</c>).</summary>
    V3,
}

/// <summary>Prints type schemas as the definitions that kubectl reads for explain, validation and client-side apply.</summary>
public static class OpenApiDefinitions
{
    /// <summary>
    /// Adds the definition of a kind, and of every type that it refers to, unless it is there already; returns the definition's name.
    /// </summary>
    /// <param name="schema">A kind's root schema.</param>
    /// <param name="definitions">The <c>definitions</c> or <c>components.schemas</c> object to fill.</param>
    /// <param name="version">The flavour.</param>
    /// <param name="name">Name for a schema that has none, that is a CRD's, such as <c>io.loadline.v1alpha1.MemberCluster</c>.</param>
    /// <param name="kind">The kind; needed for a schema that does not know its own.</param>
    public static string ToOpenApi(this TypeSchema schema, JsonObject definitions, OpenApiVersion version, string? name = null,
        GroupVersionKind? kind = null)
    {
        var definition = schema.Name ?? name ?? throw new ArgumentException("a schema without a name needs one", nameof(name));
        if (definitions.ContainsKey(definition)) return definition;

        new Printer(definitions, version).Define(definition, schema, kind ?? schema.Root);
        return definition;
    }

    private sealed class Printer(JsonObject definitions, OpenApiVersion version)
    {
        /// <summary>What structural schemas say that Swagger 2.0 cannot.</summary>
        private static readonly string[] NotInV2 = ["oneOf", "anyOf", "not", "allOf", "nullable", "default", "x-kubernetes-validations"];

        private string Prefix => version == OpenApiVersion.V2 ? "#/definitions/" : "#/components/schemas/";

        public void Define(string name, TypeSchema type, GroupVersionKind? kind)
        {
            // Reserves the name first: a type may refer to itself.
            definitions[name] = new JsonObject();
            var definition = Object(type);
            if (kind is not null)
                definition["x-kubernetes-group-version-kind"] = new JsonArray(
                    (JsonNode)new JsonObject { ["group"] = kind.Group, ["kind"] = kind.Kind, ["version"] = kind.Version });
            definitions[name] = definition;
        }

        private JsonObject Print(TypeSchema type)
        {
            if (type.Name is not null) return Reference(type);
            if (type.OpenApi is not null) return Given(type.OpenApi);
            var printed = type.Kind switch
            {
                SchemaKind.Scalar => Scalar(type),
                SchemaKind.List => List(type),
                SchemaKind.Any => [],
                _ => Object(type),
            };
            AddExtensions(printed, type);
            return printed;
        }

        private JsonObject Reference(TypeSchema type)
        {
            var name = type.Name!;
            if (!definitions.ContainsKey(name)) Define(name, type, type.Root);
            var reference = new JsonObject { ["$ref"] = Prefix + name };
            var extended = new JsonObject();
            AddExtensions(extended, type);
            if (extended.Count == 0) return reference;
            // Siblings of a reference are ignored in OpenAPI 3, so it goes into an allOf.
            if (version == OpenApiVersion.V3)
                extended["allOf"] = new JsonArray((JsonNode)reference);
            else
                extended["$ref"] = Prefix + name;
            return extended;
        }

        private JsonObject Object(TypeSchema type)
        {
            var printed = new JsonObject { ["type"] = "object" };
            if (type.Description is not null) printed["description"] = type.Description;
            if (type.Required.Count > 0) printed["required"] = new JsonArray([.. type.Required.Select(r => (JsonNode)JsonValue.Create(r))]);
            if (type.Fields.Count > 0)
                printed["properties"] = new JsonObject(type.Fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)Print(f.Value))));
            if (type.Element is not null) printed["additionalProperties"] = Print(type.Element);
            if (type.AtomicMap) printed["x-kubernetes-map-type"] = "atomic";
            if (type.PreserveUnknown) printed["x-kubernetes-preserve-unknown-fields"] = true;
            return printed;
        }

        private JsonObject List(TypeSchema type)
        {
            var printed = new JsonObject
            {
                ["type"] = "array",
                ["items"] = Print(type.Element!),
                ["x-kubernetes-list-type"] = type.ListType switch { ListType.Map => "map", ListType.Set => "set", _ => "atomic" },
            };
            if (type.Keys.Count > 0)
                printed["x-kubernetes-list-map-keys"] = new JsonArray([.. type.Keys.Select(k => (JsonNode)JsonValue.Create(k))]);
            return printed;
        }

        private JsonObject Scalar(TypeSchema type)
        {
            if (type.ScalarType is null && version == OpenApiVersion.V3)
            {
                var number = type.Format == "quantity" ? "number" : "integer";
                return new JsonObject
                {
                    ["format"] = type.Format,
                    ["oneOf"] = new JsonArray(new JsonObject { ["type"] = number }, new JsonObject { ["type"] = "string" }),
                };
            }
            var printed = new JsonObject { ["type"] = type.ScalarType ?? "string" };
            var format = type.Format switch { "micro-time" => "date-time", "quantity" => null, var other => other };
            if (format is not null) printed["format"] = format;
            return printed;
        }

        private static void AddExtensions(JsonObject printed, TypeSchema type)
        {
            if (type.Name is null && type.Description is not null) printed["description"] = type.Description;
            if (type.Default is not null) printed["default"] = type.Default.DeepClone();
            if (type.PatchMergeKey is not null) printed["x-kubernetes-patch-merge-key"] = type.PatchMergeKey;
            if (type.PatchStrategy == PatchStrategies.None) return;
            var strategies = new List<string>();
            if (type.PatchStrategy.HasFlag(PatchStrategies.Merge)) strategies.Add("merge");
            if (type.PatchStrategy.HasFlag(PatchStrategies.Replace)) strategies.Add("replace");
            if (type.PatchStrategy.HasFlag(PatchStrategies.RetainKeys)) strategies.Add("retainKeys");
            printed["x-kubernetes-patch-strategy"] = string.Join(',', strategies);
        }

        /// <summary>A CRD's schema is printed as its author wrote it; for Swagger 2.0 without what that cannot say.</summary>
        private JsonObject Given(JsonObject schema)
        {
            var copy = (JsonObject)schema.DeepClone();
            if (version == OpenApiVersion.V2) Reduce(copy);
            return copy;
        }

        private static void Reduce(JsonObject schema)
        {
            foreach (var name in NotInV2)
                schema.Remove(name);
            // Clients that validate against Swagger 2.0 would refuse the fields that are to be preserved.
            var open = JsonNodes.IsBoolean(schema["x-kubernetes-preserve-unknown-fields"], out var preserve) && preserve;
            var eitherType = JsonNodes.IsBoolean(schema["x-kubernetes-int-or-string"], out var either) && either;
            if (open || eitherType)
                foreach (var name in (string[])["type", "properties", "items", "additionalProperties", "required"])
                    schema.Remove(name);

            if (schema["properties"] is JsonObject properties)
                foreach (var (_, property) in properties)
                    Reduce((JsonObject)property!);
            if (schema["items"] is JsonObject items) Reduce(items);
            if (schema["additionalProperties"] is JsonObject values) Reduce(values);
        }
    }
}
