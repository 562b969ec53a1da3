using System.Text.Json;
using Loadline.Crds.Validation;

namespace Loadline.Crds.Tests;

public sealed class OverrideValidationTests
{
    private const string At = "spec.overrideRules[0].overriders.";

    private static readonly JsonElement Value = JsonSerializer.SerializeToElement(3, Json.Options);

    private static string[] Broken(OverridePolicySpec spec, string? policyNamespace = "shop") => [.. OverrideValidation.Validate(spec, policyNamespace).Select(e => e.Path)];

    private static string[] Broken(Overriders overriders) => Broken(new OverridePolicySpec { OverrideRules = [new() { Overriders = overriders }] });

    [Fact]
    public void Rules_and_the_older_form_exclude_each_other()
    {
        var rule = new OverrideRule { Overriders = new() };
        Assert.Empty(Broken(new OverridePolicySpec { OverrideRules = [rule] }));
        Assert.Empty(Broken(new OverridePolicySpec { Overriders = new(), TargetCluster = new() }));
        Assert.Equal(["spec.overrideRules"], Broken(new OverridePolicySpec { OverrideRules = [rule], Overriders = new() }));
        Assert.Equal(["spec.overrideRules"], Broken(new OverridePolicySpec { OverrideRules = [rule], TargetCluster = new() }));
    }

    [Fact]
    public void A_namespaced_policy_overrides_in_its_own_namespace_only()
    {
        var spec = new OverridePolicySpec { ResourceSelectors = [new() { ApiVersion = "v1", Kind = "Service", Namespace = "other" }] };
        Assert.Equal(["spec.resourceSelectors[0].namespace"], Broken(spec));
        Assert.Empty(Broken(spec, policyNamespace: null));
        Assert.Equal("shop", PolicyDefaults.Apply(new OverridePolicySpec { ResourceSelectors = [new() { ApiVersion = "v1", Kind = "Service" }] }, "shop").ResourceSelectors![0].Namespace);
    }

    [Theory]
    [InlineData("add", true, true)]
    [InlineData("replace", true, true)]
    [InlineData("remove", false, true)]
    [InlineData("add", false, false)]
    [InlineData("replace", false, false)]
    [InlineData("remove", true, false)]
    public void A_patch_has_a_value_unless_it_removes(string @operator, bool hasValue, bool valid)
    {
        JsonElement? value = hasValue ? Value : null;
        Assert.Equal(valid ? [] : [At + "plaintext[0].value"], Broken(new Overriders { Plaintext = [new() { Path = "/spec/replicas", Operator = @operator, Value = value }] }));
        Assert.Equal(
            valid ? [] : [At + "fieldOverrider[0].yaml[0].value"],
            Broken(new Overriders { FieldOverrider = [new() { FieldPath = "/data/a.yaml", Yaml = [new() { SubPath = "/x", Operator = @operator, Value = value }] }] }));
    }

    [Theory]
    [InlineData("/spec/replicas", true)]
    [InlineData("/metadata/annotations/example.io~1owner", true)]
    [InlineData("/a~0b", true)]
    [InlineData("spec/replicas", false)]
    [InlineData("", false)]
    [InlineData("/a~b", false)]
    [InlineData("/a~", false)]
    public void Paths_are_json_pointers(string path, bool valid) =>
        Assert.Equal(
            valid ? [] : [At + "imageOverrider[0].predicate.path", At + "plaintext[0].path"],
            Broken(new Overriders
            {
                ImageOverrider = [new() { Component = "Tag", Operator = "remove", Predicate = new() { Path = path } }],
                Plaintext = [new() { Path = path, Operator = "remove" }],
            }));

    [Fact]
    public void A_field_holds_json_or_yaml()
    {
        FieldOverrider Field(bool json, bool yaml) => new() { FieldPath = "/data/x", Json = json ? [] : null, Yaml = yaml ? [] : null };
        Assert.Empty(Broken(new Overriders { FieldOverrider = [Field(true, false), Field(false, true)] }));
        Assert.Equal(
            [At + "fieldOverrider[0]", At + "fieldOverrider[1]"],
            Broken(new Overriders { FieldOverrider = [Field(true, true), Field(false, false)] }));
    }

    [Fact]
    public void Images_commands_and_labels_are_complete()
    {
        Assert.Empty(Broken(new Overriders
        {
            ImageOverrider = [new() { Component = "Registry", Operator = "replace", Value = "eu.example" }],
            ArgsOverrider = [new() { ContainerName = "app", Operator = "add", Value = ["--fast"] }],
            LabelsOverrider = [new() { Operator = "add", Value = new Dictionary<string, string> { ["a"] = "b" } }],
        }));
        Assert.Equal(
            [At + "imageOverrider[0].value", At + "commandOverrider[0].value", At + "labelsOverrider[0].value[a]", At + "annotationsOverrider[0].value[a b]"],
            Broken(new Overriders
            {
                ImageOverrider = [new() { Component = "Registry", Operator = "replace" }],
                CommandOverrider = [new() { ContainerName = "app", Operator = "add" }],
                LabelsOverrider = [new() { Operator = "add", Value = new Dictionary<string, string> { ["a"] = "not a value" } }],
                AnnotationsOverrider = [new() { Operator = "add", Value = new Dictionary<string, string> { ["a b"] = "any text" } }],
            }));
    }
}
