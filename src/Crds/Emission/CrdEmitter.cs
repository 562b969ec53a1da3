using System.Reflection;
using System.Text.Json.Nodes;
using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds.Emission;

/// <summary>
/// Turns entity types into apiextensions.k8s.io/v1 CustomResourceDefinitions. Runs when manifests are generated and in tests, never in the
/// operator, so it may reflect.
/// </summary>
internal sealed class CrdEmitter(XmlDocumentation documentation)
{
    private readonly SchemaBuilder _schemas = new(documentation);

    /// <summary>Every kind of the API, in the order in which they are installed.</summary>
    public static IReadOnlyList<Type> Entities { get; } =
    [
        typeof(V1Alpha1MemberCluster),
        typeof(V1Alpha1PropagationPolicy),
        typeof(V1Alpha1ClusterPropagationPolicy),
        typeof(V1Alpha1OverridePolicy),
        typeof(V1Alpha1ClusterOverridePolicy),
        typeof(V1Alpha1ResourceBinding),
        typeof(V1Alpha1ClusterResourceBinding),
    ];

    /// <summary>Name of the CustomResourceDefinition of a type: plural and group.</summary>
    public static string NameOf(Type entity) => Identity(entity) is var identity ? $"{identity.PluralName}.{identity.Group}" : "";

    /// <summary>The CustomResourceDefinition.</summary>
    /// <exception cref="InvalidOperationException">An attribute is missing or does not fit the type of its property.</exception>
    public JsonObject Emit(Type entity)
    {
        var identity = Identity(entity);
        var singular = identity.Kind.ToLowerInvariant();
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject
            {
                ["name"] = NameOf(entity),
                ["labels"] = new JsonObject
                {
                    ["app.kubernetes.io/name"] = "loadline",
                    ["app.kubernetes.io/part-of"] = "loadline",
                },
            },
            ["spec"] = new JsonObject
            {
                ["group"] = identity.Group,
                ["names"] = new JsonObject
                {
                    ["kind"] = identity.Kind,
                    ["listKind"] = identity.Kind + "List",
                    ["plural"] = identity.PluralName,
                    ["singular"] = singular,
                    ["shortNames"] = Strings(entity.GetCustomAttribute<KubernetesEntityShortNamesAttribute>()?.ShortNames),
                    ["categories"] = Strings(entity.GetCustomAttribute<KubernetesEntityCategoriesAttribute>()?.Categories),
                },
                ["scope"] = (entity.GetCustomAttribute<EntityScopeAttribute>()?.Scope ?? EntityScope.Namespaced).ToString(),
                ["versions"] = new JsonArray(Version(entity, identity)),
            },
        };
    }

    private JsonObject Version(Type entity, KubernetesEntityAttribute identity) => new()
    {
        ["name"] = identity.ApiVersion,
        ["served"] = true,
        ["storage"] = true,
        ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
        ["additionalPrinterColumns"] = new JsonArray([.. entity.GetCustomAttributes<GenericAdditionalPrinterColumnAttribute>().OrderBy(c => c.Order).Select(Column)]),
        ["schema"] = new JsonObject { ["openAPIV3Schema"] = Root(entity) },
    };

    private JsonObject Root(Type entity)
    {
        var root = new JsonObject
        {
            ["description"] = documentation.Of(entity),
            ["type"] = "object",
            ["required"] = new JsonArray("spec"),
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = new JsonObject { ["description"] = "Group and version of the object's schema.", ["type"] = "string" },
                ["kind"] = new JsonObject { ["description"] = "Kind of the object.", ["type"] = "string" },
                ["metadata"] = new JsonObject { ["type"] = "object" },
                ["spec"] = Part(entity, "Spec"),
                ["status"] = Part(entity, "Status"),
            },
        };
        SchemaBuilder.AddRules(root, entity);
        return root;
    }

    private JsonObject Part(Type entity, string property)
    {
        var type = entity.GetProperty(property)?.PropertyType ?? throw new InvalidOperationException($"{entity.Name} has no {property}");
        return _schemas.Object(type, documentation.Of(type));
    }

    private static JsonObject Column(GenericAdditionalPrinterColumnAttribute column)
    {
        var json = new JsonObject { ["name"] = column.Name, ["type"] = column.Type };
        if (column.Description is { } description) json["description"] = description;
        if (column.Priority != PrinterColumnPriority.StandardView) json["priority"] = (int)column.Priority;
        json["jsonPath"] = column.JsonPath;
        return json;
    }

    private static KubernetesEntityAttribute Identity(Type entity) =>
        entity.GetCustomAttribute<KubernetesEntityAttribute>() ?? throw new InvalidOperationException($"{entity.Name} has no [KubernetesEntity]");

    private static JsonArray Strings(IReadOnlyList<string>? values) => new([.. (values ?? []).Select(v => (JsonNode)v)]);
}
