using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Tests.Objects;

public sealed class StructuralSchemaTests
{
    /// <summary>A schema whose <c>spec.x</c> is the given node.</summary>
    private static StructuralSchema X(string node, string more = "") => StructuralSchema.FromOpenApi(Json.Object(
        """{"type":"object","properties":{"spec":{"type":"object",MORE"properties":{"x":NODE}}}}"""
            .Replace("NODE", node, StringComparison.Ordinal).Replace("MORE", more, StringComparison.Ordinal)));

    private static string[] Errors(StructuralSchema schema, string spec, string? old = null) =>
        [.. schema.Validate(Json.Object("{\"spec\":" + spec + "}"), old is null ? null : Json.Object("{\"spec\":" + old + "}")).Select(e => e.ToString())];

    [Theory]
    [InlineData("""{"type":"string"}""", "3", "spec.x: Invalid value: \"integer\": spec.x in body must be of type string: \"integer\"")]
    [InlineData("""{"type":"integer"}""", "\"3\"", "spec.x: Invalid value: \"string\": spec.x in body must be of type integer: \"string\"")]
    [InlineData("""{"type":"integer"}""", "1.5", "spec.x: Invalid value: \"number\": spec.x in body must be of type integer: \"number\"")]
    [InlineData("""{"type":"object"}""", "[]", "spec.x: Invalid value: \"array\": spec.x in body must be of type object: \"array\"")]
    [InlineData("""{"type":"string"}""", "null", "spec.x: Invalid value: \"null\": spec.x in body must be of type string: \"null\"")]
    [InlineData("""{"type":"string","enum":["A","B"]}""", "\"x\"", "spec.x: Unsupported value: \"x\": supported values: \"A\", \"B\"")]
    [InlineData("""{"type":"string","pattern":"^a+$"}""", "\"b\"", "spec.x: Invalid value: \"b\": spec.x in body should match '^a+$'")]
    [InlineData("""{"type":"string","pattern":"^a+$"}""", "\"a\\n\"", "spec.x: Invalid value: \"a\\n\": spec.x in body should match '^a+$'")]
    [InlineData("""{"type":"string","minLength":1}""", "\"\"", "spec.x: Invalid value: \"\": spec.x in body should be at least 1 chars long")]
    [InlineData("""{"type":"string","maxLength":2}""", "\"abc\"", "spec.x: Too long: may not be more than 2 bytes")]
    [InlineData("""{"type":"integer","minimum":0}""", "-1", "spec.x: Invalid value: -1: spec.x in body should be greater than or equal to 0")]
    [InlineData("""{"type":"integer","minimum":0,"exclusiveMinimum":true}""", "0", "spec.x: Invalid value: 0: spec.x in body should be greater than 0")]
    [InlineData("""{"type":"number","maximum":1.5}""", "2", "spec.x: Invalid value: 2: spec.x in body should be less than or equal to 1.5")]
    [InlineData("""{"type":"integer","maximum":9,"exclusiveMaximum":true}""", "9", "spec.x: Invalid value: 9: spec.x in body should be less than 9")]
    [InlineData("""{"type":"number","multipleOf":0.5}""", "1.2", "spec.x: Invalid value: 1.2: spec.x in body should be a multiple of 0.5")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"maxItems":1}""", "[1,2]", "spec.x: Too many: 2: must have at most 1 items")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":1}""", "[]", "spec.x: Invalid value: []: spec.x in body should have at least 1 items")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "[\"a\",1]",
        "spec.x[1]: Invalid value: \"integer\": spec.x[1] in body must be of type string: \"integer\"")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"uniqueItems":true}""", "[1,1]",
        "spec.x: Invalid value: [1,1]: spec.x in body shouldn't contain duplicates")]
    [InlineData("""{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}}""", "[\"a\",\"b\",\"a\",\"a\"]", "spec.x[2]: Duplicate value: \"a\"")]
    [InlineData("""{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["n"],"items":{"type":"object","properties":{"n":{"type":"string"}}}}""",
        "[{\"n\":\"a\"},{\"n\":\"a\"}]", "spec.x[1]: Duplicate value: {\"n\":\"a\"}")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"},"maxProperties":1}""", "{\"a\":1,\"b\":2}", "spec.x: Too many: 2: must have at most 1 items")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"},"minProperties":1}""", "{}",
        "spec.x: Invalid value: {}: spec.x in body should have at least 1 properties")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", "{\"a\":\"s\"}",
        "spec.x.a: Invalid value: \"string\": spec.x.a in body must be of type integer: \"string\"")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}""", "{}", "spec.x.a: Required value")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"x\"", "spec.x: Invalid value: \"x\": spec.x in body must be of type date-time: \"x\"")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"5 minutes\"",
        "spec.x: Invalid value: \"5 minutes\": spec.x in body must be of type duration: \"5 minutes\"")]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "true", "spec.x: Invalid value: \"boolean\": spec.x in body must be of type integer,string: \"boolean\"")]
    [InlineData("""{"type":"string","not":{"enum":["a"]}}""", "\"a\"", "<nil>: Invalid value: \"\": \"spec.x\" must not validate the schema (not)")]
    public void Says_what_is_wrong_in_the_servers_words(string node, string value, string error) =>
        Assert.Equal([error], Errors(X(node), "{\"x\":" + value + "}"));

    [Theory]
    [InlineData("""{"type":"string","nullable":true}""", "null")]
    [InlineData("""{"type":"number"}""", "3")]
    [InlineData("""{"type":"integer"}""", "3.0")]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "\"50%\"")]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "5")]
    [InlineData("""{"type":"string","maxLength":2}""", "\"äö\"")]
    [InlineData("""{"type":"string","pattern":"b"}""", "\"abc\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-03-01T08:00:00.123Z\"")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"1h30m\"")]
    [InlineData("""{"type":"string","format":"unheard-of"}""", "\"x\"")]
    public void Accepts_what_is_right(string node, string value) => Assert.Empty(Errors(X(node), "{\"x\":" + value + "}"));

    [Fact]
    public void Alternatives_report_the_whole_and_the_nearest()
    {
        var schema = X("""{"type":"string"}""", """
            "oneOf":[{"required":["x"]},{"required":["y"]}],
            """);

        Assert.Empty(Errors(schema, """{"x":"a"}"""));
        Assert.Equal(["<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema (oneOf). Found none valid", "spec.x: Required value"],
            Errors(schema, "{}"));
        Assert.Equal(["<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema (oneOf). Found 2 valid alternatives"],
            Errors(schema, """{"x":"a","y":"b"}"""));
    }

    [Fact]
    public void What_an_update_does_not_change_is_not_held_against_it()
    {
        var schema = X("""
            {"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["n"],"items":{"type":"object","required":["v"],
            "properties":{"n":{"type":"string"},"v":{"type":"integer"}}}}
            """);

        Assert.Empty(Errors(schema, """{"x":[{"n":"new","v":1},{"n":"bad"}]}""", old: """{"x":[{"n":"bad"}]}"""));
        Assert.Equal(["spec.x[0].v: Required value"], Errors(schema, """{"x":[{"n":"worse"}]}""", old: """{"x":[{"n":"bad"}]}"""));
    }

    [Fact]
    public void Defaults_are_set_at_every_depth_and_nulls_fall_to_them()
    {
        var schema = X("""
            {"type":"object","default":{},"properties":{
              "a":{"type":"integer","default":1},"b":{"type":"string","nullable":true,"default":"b"},"c":{"type":"string"},
              "list":{"type":"array","items":{"type":"object","properties":{"p":{"type":"string","default":"TCP"}}}},
              "map":{"type":"object","additionalProperties":{"type":"object","properties":{"q":{"type":"boolean","default":true}}}}}}
            """);
        var empty = Json.Object("""{"spec":{}}""");
        var full = Json.Object("""{"spec":{"x":{"a":null,"b":null,"c":null,"list":[{},{"p":"UDP"}],"map":{"k":{}}}}}""");

        schema.Default(empty);
        schema.Default(full);

        Json.Same("""{"spec":{"x":{"a":1,"b":"b"}}}""", empty);
        Json.Same("""{"spec":{"x":{"a":1,"b":null,"list":[{"p":"TCP"},{"p":"UDP"}],"map":{"k":{"q":true}}}}}""", full);
    }

    [Fact]
    public void Unspecified_fields_are_pruned_and_named()
    {
        var schema = StructuralSchema.FromOpenApi(Json.Object("""
            {"type":"object","properties":{"spec":{"type":"object","properties":{
              "items":{"type":"array","items":{"type":"object","properties":{"n":{"type":"string"}}}},
              "labels":{"type":"object","additionalProperties":{"type":"string"}},
              "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"typed":{"type":"object","properties":{"a":{"type":"string"}}}}},
              "template":{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object"}}}}}}}
            """));
        var value = Json.Object("""
            {"apiVersion":"v1","kind":"K","metadata":{"anything":1},"extra":1,"spec":{"typo":1,"items":[{"n":"a","typo":1}],"labels":{"any":"x"},
             "free":{"any":{"deep":1},"typed":{"a":"x","b":"y"}},
             "template":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"gone":1},"gone":1}}}
            """);

        var dropped = schema.Prune(value);

        Assert.Equal(["extra", "spec.typo", "spec.items[0].typo", "spec.free.typed.b", "spec.template.spec.gone", "spec.template.gone"], dropped);
        Json.Same("""
            {"apiVersion":"v1","kind":"K","metadata":{"anything":1},"spec":{"items":[{"n":"a"}],"labels":{"any":"x"},
             "free":{"any":{"deep":1},"typed":{"a":"x"}},"template":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{}}}}
            """, value);
    }
}
