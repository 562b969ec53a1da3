using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Loadline.Crds.Tests;

public sealed class CrdSchemaTests
{
    public static TheoryData<string> Kinds => [.. Schemas.All.Keys];

    [Theory]
    [InlineData("MemberCluster", "Cluster", "lmc", "memberclusters.loadline.io")]
    [InlineData("PropagationPolicy", "Namespaced", "lpp", "propagationpolicies.loadline.io")]
    [InlineData("ClusterPropagationPolicy", "Cluster", "lcpp", "clusterpropagationpolicies.loadline.io")]
    [InlineData("OverridePolicy", "Namespaced", "lop", "overridepolicies.loadline.io")]
    [InlineData("ClusterOverridePolicy", "Cluster", "lcop", "clusteroverridepolicies.loadline.io")]
    [InlineData("ResourceBinding", "Namespaced", "lrb", "resourcebindings.loadline.io")]
    [InlineData("ClusterResourceBinding", "Cluster", "lcrb", "clusterresourcebindings.loadline.io")]
    public void Kinds_have_the_scope_and_names_that_are_documented(string kind, string scope, string shortName, string crdName)
    {
        var crd = Schemas.All[kind];
        Assert.Equal(crdName, (string?)crd["metadata"]!["name"]);
        Assert.Equal(scope, (string?)crd["spec"]!["scope"]);
        Assert.Equal(shortName, (string?)Assert.Single((JsonArray)crd["spec"]!["names"]!["shortNames"]!));
        Assert.Equal("loadline", (string?)Assert.Single((JsonArray)crd["spec"]!["names"]!["categories"]!));
        Assert.Equal(7, Schemas.All.Count);
    }

    [Theory]
    [InlineData("MemberCluster", "Ready Reachable RTT Load Fresh Version Age")]
    [InlineData("PropagationPolicy", "Ready Clusters Replicas Age")]
    [InlineData("ClusterPropagationPolicy", "Ready Clusters Replicas Age")]
    [InlineData("ResourceBinding", "Scheduled FullyApplied Clusters Replicas Age")]
    public void Standard_columns_are_the_documented_ones(string kind, string names)
    {
        var columns = (JsonArray)Schemas.All[kind]["spec"]!["versions"]![0]!["additionalPrinterColumns"]!;
        Assert.Equal(names, string.Join(' ', columns.Where(c => c!["priority"] is null).Select(c => (string?)c!["name"])));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Columns_point_at_fields_that_exist(string kind)
    {
        foreach (var column in (JsonArray)Schemas.All[kind]["spec"]!["versions"]![0]!["additionalPrinterColumns"]!)
        {
            var path = Regex.Replace((string)column!["jsonPath"]!, @"\[\?\(.*?\)\]", "").TrimStart('.');
            if (!path.StartsWith("metadata.", StringComparison.Ordinal)) Assert.NotNull(Schemas.Field(kind, path));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_list_string_and_map_that_a_user_can_fill_is_bounded(string kind)
    {
        foreach (var (path, schema) in Schemas.Walk(kind).Where(s => !IsObjectHeader(kind, s.Path)))
        {
            var bound = (string?)schema["type"] switch
            {
                "string" when schema["enum"] is null && (string?)schema["format"] is null => "maxLength",
                "array" => "maxItems",
                "object" when schema["additionalProperties"] is not null => "maxProperties",
                _ => null,
            };
            if (bound is not null) Assert.True(schema[bound] is not null, $"{path} needs {bound}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_number_is_bounded_by_what_it_is_read_into(string kind)
    {
        foreach (var (path, schema) in Schemas.Walk(kind))
        {
            if ((string?)schema["format"] != "int32" && (schema["x-kubernetes-int-or-string"] is null || (string?)schema["pattern"] != Limits.PercentPattern)) continue;
            Assert.True(schema["minimum"] is { } min && (long)min >= int.MinValue, $"{path} needs a minimum");
            Assert.True(schema["maximum"] is { } max && (long)max <= int.MaxValue, $"{path} needs a maximum");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Schemas_are_structural(string kind)
    {
        foreach (var (path, schema) in Schemas.Walk(kind))
        {
            var free = schema["x-kubernetes-preserve-unknown-fields"] is not null || schema["x-kubernetes-int-or-string"] is not null;
            Assert.True(free != (schema["type"] is not null), $"{path} needs exactly one of a type and a free form");
            Assert.False(schema["properties"] is not null && schema["additionalProperties"] is not null, $"{path} is a record or a map, not both");
            foreach (var required in schema["required"] as JsonArray ?? []) Assert.True(((JsonObject)schema["properties"]!).ContainsKey((string)required!), $"{path} requires what it has not");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SA5_Keys_of_keyed_lists_are_required_scalars(string kind)
    {
        foreach (var (path, schema) in Schemas.Walk(kind).Where(s => (string?)s.Schema["x-kubernetes-list-type"] == "map"))
        {
            foreach (var key in ((JsonArray)schema["x-kubernetes-list-map-keys"]!).Select(k => (string)k!))
            {
                Assert.Equal("string", (string?)schema["items"]!["properties"]![key]!["type"]);
                Assert.True(((JsonArray)schema["items"]!["required"]!).Any(r => (string?)r == key), $"{path}: {key} must be required");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Defaults_are_valid_values(string kind)
    {
        foreach (var (path, schema) in Schemas.Walk(kind).Where(s => s.Schema["default"] is not null))
        {
            var text = schema["default"]!.ToString();
            if (schema["enum"] is JsonArray values) Assert.True(values.Any(v => (string?)v == text), $"{path}: {text} is not in the enum");
            if (schema["pattern"] is { } pattern) Assert.Matches((string)pattern!, text);
            if (schema["minimum"] is { } minimum && schema["default"]!.GetValueKind() == System.Text.Json.JsonValueKind.Number) Assert.True((long)schema["default"]! >= (long)minimum, $"{path}: below the minimum");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_field_is_described(string kind) =>
        Assert.All(
            Schemas.Walk(kind).Where(s => !s.Path.EndsWith(']') && !s.Path.EndsWith('}') && s.Path != kind + ".metadata"),
            s => Assert.False(string.IsNullOrWhiteSpace((string?)s.Schema["description"]), $"{s.Path} has no description"));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cel_rules_name_fields_that_exist_and_have_a_message_on_one_line(string kind)
    {
        foreach (var (path, schema) in Schemas.Walk(kind))
        {
            foreach (var rule in schema["x-kubernetes-validations"] as JsonArray ?? [])
            {
                var text = (string)rule!["rule"]!;
                foreach (Match field in Regex.Matches(text, @"\bself((?:\.[a-zA-Z_]+(?![a-zA-Z_(]))+)"))
                {
                    var names = field.Groups[1].Value.TrimStart('.').Split('.');
                    if (names[0] == "metadata") continue;
                    var at = schema;
                    foreach (var name in names)
                    {
                        at = ((at["items"] ?? at)["properties"] as JsonObject)?[name] as JsonObject;
                        Assert.True(at is not null, $"{path}: rule '{text}' names {field.Value}, which does not exist");
                        Assert.True(at["x-kubernetes-preserve-unknown-fields"] is null, $"{path}: CEL cannot see {field.Value}, whose type is open");
                    }
                }

                Assert.DoesNotContain('\n', (string)rule["message"]!);
                Assert.Equal(text.Count(c => c == '('), text.Count(c => c == ')'));
            }
        }
    }

    [Fact]
    public void Policies_and_their_cluster_wide_twins_have_the_same_schema()
    {
        Assert.Equal(Part("PropagationPolicy"), Part("ClusterPropagationPolicy"));
        Assert.Equal(Part("OverridePolicy"), Part("ClusterOverridePolicy"));
        Assert.Equal(Part("ResourceBinding"), Part("ClusterResourceBinding"));

        static string Part(string kind) => Schemas.Field(kind, "spec").ToJsonString() + Schemas.Field(kind, "status").ToJsonString();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_manifest_fits_into_the_annotation_of_kubectl_apply(string kind) =>
        Assert.InRange(Encoding.UTF8.GetByteCount(Schemas.All[kind].ToJsonString()), 1, 200 * 1024);

    [Fact]
    public void An_explicit_zero_maximum_of_groups_is_refused_on_every_server() =>
        Assert.Equal(1, (int)Schemas.Field("PropagationPolicy", "spec.placement.spreadConstraints.maxGroups")["minimum"]!);

    [Theory]
    [InlineData("spec.overrideRules.overriders.plaintext")]
    [InlineData("spec.overrideRules.overriders.fieldOverrider.json")]
    public void A_patch_value_is_demanded_without_cel(string path)
    {
        var oneOf = Assert.IsType<JsonArray>(Schemas.Field("OverridePolicy", path)["items"]!["oneOf"]);
        Assert.Equal("""{"properties":{"operator":{"enum":["remove"]}},"not":{"required":["value"]}}""", oneOf[0]!.ToJsonString());
        Assert.Equal("""{"properties":{"operator":{"enum":["add","replace"]}},"required":["value"]}""", oneOf[1]!.ToJsonString());
    }

    private static bool IsObjectHeader(string kind, string path) => path == kind + ".apiVersion" || path == kind + ".kind";
}
