using Loadline.Simulator.Objects;
using Loadline.Simulator.Objects.Cel;

namespace Loadline.Simulator.Tests.Objects.Cel;

public sealed class CelRuleTests
{
    private static string[] Errors(string schema, string value, string? old = null) =>
        [.. StructuralSchema.FromOpenApi(Json.Object(schema)).Validate(Json.Object(value), old is null ? null : Json.Object(old)).Select(e => e.ToString())];

    private const string MinMax = """
        {"type":"object","properties":{"spec":{"type":"object","x-kubernetes-validations":[
          {"rule":"!has(self.max) || self.max >= self.min","message":"max must not be less than min"}],
          "properties":{"min":{"type":"integer"},"max":{"type":"integer"}}}}}
        """;

    [Fact]
    public void A_rule_that_fails_is_reported_at_its_node()
    {
        Assert.Empty(Errors(MinMax, """{"spec":{"min":1,"max":2}}"""));
        Assert.Empty(Errors(MinMax, """{"spec":{"min":1}}"""));
        Assert.Equal(["spec: Invalid value: \"object\": max must not be less than min"], Errors(MinMax, """{"spec":{"min":3,"max":2}}"""));
    }

    [Fact]
    public void A_rule_that_cannot_be_evaluated_says_why() =>
        Assert.Equal(["spec: Invalid value: \"object\": no such key: min evaluating rule: max must not be less than min"], Errors(MinMax, """{"spec":{"max":2}}"""));

    [Fact]
    public void Rules_are_not_evaluated_on_an_object_of_wrong_types() => Assert.Equal(
        [
            "spec.max: Invalid value: \"string\": spec.max in body must be of type integer: \"string\"",
            "<nil>: Invalid value: \"null\": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
        ],
        Errors(MinMax, """{"spec":{"min":3,"max":"2"}}"""));

    [Fact]
    public void A_rule_of_the_root_can_read_the_name()
    {
        const string Schema = """
            {"type":"object","x-kubernetes-validations":[{"rule":"self.metadata.name.size() <= 5 && !self.metadata.name.contains('.')"}],
             "properties":{"metadata":{"type":"object"},"spec":{"type":"object"}}}
            """;
        Assert.Empty(Errors(Schema, """{"metadata":{"name":"short"}}"""));
        Assert.Equal(["<nil>: Invalid value: \"object\": failed rule: self.metadata.name.size() <= 5 && !self.metadata.name.contains('.')"],
            Errors(Schema, """{"metadata":{"name":"too-long"}}"""));
    }

    [Fact]
    public void Transition_rules_are_skipped_on_create_and_hold_on_update()
    {
        const string Schema = """
            {"type":"object","properties":{"spec":{"type":"object","properties":{
              "name":{"type":"string","x-kubernetes-validations":[{"rule":"self == oldSelf","message":"is immutable","reason":"FieldValueForbidden"}]},
              "list":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","properties":{
                "k":{"type":"string"},"n":{"type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf","message":"must not shrink"}]}}}}}}}}
            """;
        Assert.Empty(Errors(Schema, """{"spec":{"name":"a"}}"""));
        Assert.Empty(Errors(Schema, """{"spec":{"name":"a"}}""", old: """{"spec":{"name":"a"}}"""));
        Assert.Empty(Errors(Schema, """{"spec":{"name":"a"}}""", old: """{"spec":{}}"""));
        Assert.Equal(["spec.name: Forbidden: is immutable"], Errors(Schema, """{"spec":{"name":"b"}}""", old: """{"spec":{"name":"a"}}"""));
        Assert.Equal(["spec.list[1].n: Invalid value: \"integer\": must not shrink"],
            Errors(Schema, """{"spec":{"list":[{"k":"new","n":0},{"k":"x","n":1}]}}""", old: """{"spec":{"list":[{"k":"x","n":2}]}}"""));
    }

    [Fact]
    public void A_message_expression_makes_the_message_and_a_field_path_moves_it()
    {
        const string Schema = """
            {"type":"object","properties":{"spec":{"type":"object","properties":{"n":{"type":"integer"}},"x-kubernetes-validations":[
              {"rule":"self.n < 3","messageExpression":"'n is ' + string(self.n)","message":"unused","fieldPath":".n"},
              {"rule":"self.n < 4","messageExpression":"self.n > 9 ? 'x' : string(1/0)","message":"falls back"}]}}}
            """;
        Assert.Equal(["spec.n: Invalid value: \"object\": n is 5", "spec: Invalid value: \"object\": falls back"], Errors(Schema, """{"spec":{"n":5}}"""));
    }

    [Fact]
    public void Rules_in_items_and_map_values_name_their_place()
    {
        const string Schema = """
            {"type":"object","properties":{
              "list":{"type":"array","items":{"type":"string","x-kubernetes-validations":[{"rule":"self != 'x'","message":"no x"}]}},
              "map":{"type":"object","additionalProperties":{"type":"integer","x-kubernetes-validations":[{"rule":"self > 0","message":"positive"}]}}}}
            """;
        Assert.Equal(["list[1]: Invalid value: \"string\": no x", "map.k: Invalid value: \"integer\": positive"],
            Errors(Schema, """{"list":["a","x"],"map":{"k":0,"l":1}}"""));
    }

    [Fact]
    public void Values_have_the_types_that_their_schema_says()
    {
        const string Schema = """
            {"type":"object","properties":{"spec":{"type":"object","properties":{
              "d":{"type":"number"},"t":{"type":"string","format":"date-time"},"p":{"type":"string","format":"duration"},
              "s":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},"i":{"x-kubernetes-int-or-string":true}},
              "x-kubernetes-validations":[{"rule":"self.d * 2.0 == 4.0"},{"rule":"self.t < timestamp('2027-01-01T00:00:00Z')"},
              {"rule":"self.p >= duration('1m')"},{"rule":"self.s == ['b','a']"},{"rule":"type(self.i) == int ? self.i > 0 : self.i.endsWith('%')"}]}}}
            """;
        Assert.Empty(Errors(Schema, """{"spec":{"d":2,"t":"2026-01-01T00:00:00Z","p":"90s","s":["a","b"],"i":"5%"}}"""));
    }

    [Fact]
    public void What_an_update_leaves_alone_is_not_checked_again()
    {
        const string Bad = """{"spec":{"min":3,"max":2},"other":1}""";
        Assert.Empty(Errors(MinMax, Bad, old: """{"spec":{"min":3,"max":2}}"""));
        Assert.Single(Errors(MinMax, Bad, old: """{"spec":{"min":3,"max":1}}"""));
    }

    [Theory]
    [InlineData("self.mn > 0", "undefined field 'mn'")]
    [InlineData("self.min.x > 0", "type 'integer' does not support field selection")]
    [InlineData("other > 0", "undeclared reference to 'other'")]
    [InlineData("self.min.positive()", "undeclared reference to 'positive'")]
    [InlineData("self.min >", "Syntax error at 11: unexpected 'end of expression'")]
    public void A_rule_that_does_not_compile_refuses_the_schema(string rule, string error)
    {
        var schema = Json.Object(MinMax);
        schema["properties"]!["spec"]!["x-kubernetes-validations"]![0]!["rule"] = rule;

        var thrown = Assert.Throws<CelException>(() => StructuralSchema.FromOpenApi(schema));

        Assert.Equal($"rule \"{rule}\": compilation failed: {error}", thrown.Message);
    }
}
