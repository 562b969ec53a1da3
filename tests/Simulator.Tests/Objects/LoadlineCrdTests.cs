using System.Text.Json.Nodes;
using Loadline.Crds;
using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Tests.Objects;

/// <summary>Loadline's own CRDs, read as an API server reads them.</summary>
public sealed class LoadlineCrdTests
{
    public static TheoryData<string> Names => [.. CrdManifests.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_rule_compiles_against_its_schema(string name)
    {
        foreach (var schema in Schemas(name))
        {
            StructuralSchema.FromOpenApi(schema);
            Assert.Empty(SchemaConformance.Errors(new() { ["metadata"] = new JsonObject { ["name"] = "x" } }, TypeSchema.FromOpenApi(schema)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_manifest_conforms_to_the_schema_of_definitions(string name)
    {
        var definition = JsonNode.Parse(Manifest(name).Json.Span)!.AsObject();

        Assert.Empty(SchemaConformance.Errors(definition, BuiltInSchemas.For("apiextensions.k8s.io", "v1", "CustomResourceDefinition")));
    }

    private static CrdManifest Manifest(string name) => CrdManifests.All.Single(m => m.Name == name);

    private static IEnumerable<JsonObject> Schemas(string name) =>
        JsonNode.Parse(Manifest(name).Json.Span)!["spec"]!["versions"]!.AsArray().Select(v => v!["schema"]!["openAPIV3Schema"]!.AsObject());
}
