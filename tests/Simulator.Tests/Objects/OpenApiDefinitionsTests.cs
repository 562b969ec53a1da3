using System.Text.Json.Nodes;
using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Tests.Objects;

public sealed class OpenApiDefinitionsTests
{
    private const string DeploymentName = "io.k8s.api.apps.v1.Deployment";

    [Fact]
    public void A_built_in_kind_brings_every_type_that_it_refers_to()
    {
        var schemas = new JsonObject();

        var name = BuiltInSchemas.For("apps", "v1", "Deployment").ToOpenApi(schemas, OpenApiVersion.V3);

        Assert.Equal(DeploymentName, name);
        Json.Same("""[{"group":"apps","version":"v1","kind":"Deployment"}]""", schemas[name]!["x-kubernetes-group-version-kind"]);
        foreach (var reference in References(schemas))
            Assert.True(schemas.ContainsKey(reference["#/components/schemas/".Length..]), reference);
    }

    [Fact]
    public void Lists_say_how_they_merge()
    {
        var definitions = new JsonObject();
        BuiltInSchemas.For("", "v1", "Pod").ToOpenApi(definitions, OpenApiVersion.V2);

        Json.Same("""
            {"type":"array","items":{"$ref":"#/definitions/io.k8s.api.core.v1.ContainerPort"},"x-kubernetes-list-type":"map",
             "x-kubernetes-list-map-keys":["containerPort","protocol"],"x-kubernetes-patch-merge-key":"containerPort",
             "x-kubernetes-patch-strategy":"merge"}
            """, definitions["io.k8s.api.core.v1.Container"]!["properties"]!["ports"]);
    }

    [Theory]
    [InlineData(OpenApiVersion.V2, """{"$ref":"#/definitions/io.k8s.api.apps.v1.DeploymentStrategy","x-kubernetes-patch-strategy":"retainKeys"}""")]
    [InlineData(OpenApiVersion.V3,
        """{"allOf":[{"$ref":"#/components/schemas/io.k8s.api.apps.v1.DeploymentStrategy"}],"x-kubernetes-patch-strategy":"retainKeys"}""")]
    public void A_reference_keeps_its_patch_strategy(OpenApiVersion version, string expected)
    {
        var definitions = new JsonObject();
        BuiltInSchemas.For("apps", "v1", "Deployment").ToOpenApi(definitions, version);

        Json.Same(expected, definitions["io.k8s.api.apps.v1.DeploymentSpec"]!["properties"]!["strategy"]);
    }

    [Fact]
    public void Every_built_in_kind_can_be_printed_in_both_flavours()
    {
        foreach (var version in Enum.GetValues<OpenApiVersion>())
        {
            var definitions = new JsonObject();
            foreach (var kind in BuiltInSchemas.Kinds)
                BuiltInSchemas.For(kind.Group, kind.Version, kind.Kind).ToOpenApi(definitions, version);
            Assert.Equal(BuiltInSchemas.Kinds.Count, definitions.Count(d => d.Value!["x-kubernetes-group-version-kind"] is not null));
            Assert.All(References(definitions), r => Assert.True(definitions.ContainsKey(r[(r.LastIndexOf('/') + 1)..]), r));
        }
    }

    [Fact]
    public void A_custom_kind_keeps_its_schema_and_gets_typed_metadata()
    {
        var crd = Json.Object("""
            {"type":"object","description":"A thing.","properties":{"spec":{"type":"object","description":"What.","properties":{
              "port":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]},
              "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}
            """);
        var kind = new GroupVersionKind("loadline.io", "v1alpha1", "Thing");
        var v3 = new JsonObject();
        var v2 = new JsonObject();

        TypeSchema.FromOpenApi(crd).ToOpenApi(v3, OpenApiVersion.V3, "io.loadline.v1alpha1.Thing", kind);
        TypeSchema.FromOpenApi(crd).ToOpenApi(v2, OpenApiVersion.V2, "io.loadline.v1alpha1.Thing", kind);

        var thing = v3["io.loadline.v1alpha1.Thing"]!;
        Assert.Equal("A thing.", (string?)thing["description"]);
        Json.Same("""{"$ref":"#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}""", thing["properties"]!["metadata"]);
        Json.Same(crd["properties"]!["spec"], thing["properties"]!["spec"]);
        Json.Same("""
            {"type":"object","description":"What.","properties":{"port":{"x-kubernetes-int-or-string":true},
             "free":{"x-kubernetes-preserve-unknown-fields":true}}}
            """, v2["io.loadline.v1alpha1.Thing"]!["properties"]!["spec"]);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(m => m is { Key: "$ref", Value: JsonValue target } ? [(string)target!] : References(m.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
