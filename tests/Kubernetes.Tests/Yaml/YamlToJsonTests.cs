using System.Text;
using Loadline.Kubernetes.Yaml;

namespace Loadline.Kubernetes.Tests.Yaml;

public sealed class YamlToJsonTests
{
    private static string Json(string yaml) => Encoding.UTF8.GetString(YamlToJson.Convert(yaml));

    [Theory]
    [InlineData("on", "\"on\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("No", "\"No\"")]
    [InlineData("y", "\"y\"")]
    [InlineData("012", "\"012\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("1:30", "\"1:30\"")]
    [InlineData("2020-01-01", "\"2020-01-01\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("0", "0")]
    [InlineData("-7", "-7")]
    [InlineData("+7", "7")]
    [InlineData("12345678901234567890123", "12345678901234567890123")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("1.50", "1.50")]
    [InlineData(".5", "0.5")]
    [InlineData("-.5", "-0.5")]
    [InlineData("1.", "1.0")]
    [InlineData("1.e2", "1.0e2")]
    [InlineData("1e3", "1e3")]
    [InlineData("1e", "\"1e\"")]
    [InlineData(".", "\".\"")]
    [InlineData("-", "[null]")]
    [InlineData("true", "true")]
    [InlineData("FALSE", "false")]
    [InlineData("tRue", "\"tRue\"")]
    [InlineData("~", "null")]
    [InlineData("Null", "null")]
    [InlineData("'true'", "\"true\"")]
    [InlineData("\"12\"", "\"12\"")]
    [InlineData("!!str 12", "\"12\"")]
    [InlineData("!!int 12", "12")]
    [InlineData("! 12", "\"12\"")]
    public void A_scalar_means_what_the_YAML_1_2_core_schema_says(string yaml, string json) => Assert.Equal(json, Json(yaml));

    [Fact]
    public void A_manifest_keeps_its_order_and_its_text()
    {
        const string yaml = """
            # comment
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web, labels: {"a/b": 'x'}}
            data:
              port: "8080"
              folded: >
                one
                two
              literal: |
                one
                 two
            list:
            - a
            - - 1
              - 2
            -
              k: v
            """;
        Assert.Equal(
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"web","labels":{"a/b":"x"}},"data":{"port":"8080","folded":"one two\n","literal":"one\n two\n"},"list":["a",[1,2],{"k":"v"}]}""",
            Json(yaml));
    }

    [Fact]
    public void Aliases_and_merge_keys_are_expanded_and_own_keys_win()
    {
        const string yaml = """
            base: &base {a: 1, b: 2}
            copy: *base
            child:
              <<: *base
              b: 3
            both:
              <<: [{a: 9}, *base]
            """;
        Assert.Equal(
            """{"base":{"a":1,"b":2},"copy":{"a":1,"b":2},"child":{"b":3,"a":1},"both":{"a":9,"b":2}}""",
            Json(yaml));
    }

    [Fact]
    public void A_stream_gives_its_documents_in_order_and_skips_the_empty_ones()
    {
        var documents = YamlToJson.ConvertAll("---\na: 1\n---\n# nothing\n---\n&x b: *x\n...\n---\n- c\n");
        Assert.Equal(["{\"a\":1}", "{\"b\":\"b\"}", "[\"c\"]"], documents.Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public void An_anchor_ends_with_its_document()
    {
        var e = Assert.Throws<YamlFormatException>(() => YamlToJson.ConvertAll("a: &x 1\n---\nb: *x\n"));
        Assert.Equal((3, 4), (e.Line, e.Column));
    }

    [Fact]
    public void Json_passes_through_even_where_the_YAML_parser_would_refuse_it()
    {
        var json = $"{{\n\t\"{new string('k', 2000)}\" : 1.50,\n\t\"u\":\"\\u00e9\"}}";
        Assert.Equal($"{{\"{new string('k', 2000)}\":1.50,\"u\":\"é\"}}", Json(json));
    }

    [Fact]
    public void A_byte_order_mark_is_not_content() =>
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(YamlToJson.Convert([0xEF, 0xBB, 0xBF, .. "a: 1"u8])));

    [Theory]
    [InlineData("a: 1\na: 2", "key \"a\" appears twice", 2, 1)]
    [InlineData("a: *b", "alias *b has no anchor", 1, 4)]
    [InlineData("a: &a [*a]", "contains itself", 1, 8)]
    [InlineData("? [a]\n: b", "a mapping key must be", 1, 3)]
    [InlineData("a: .inf", "has no JSON form", 1, 4)]
    [InlineData("a: !!int x", "\"x\" is not a int", 1, 4)]
    [InlineData("a: !Ref x", "tag !Ref is not supported", 1, 4)]
    [InlineData("a: 1\n b: 2", "", 2, 3)]
    [InlineData("a: [1, 2", "", 2, 1)]
    [InlineData("a: \"open", "", 1, 4)]
    [InlineData("a: \"\\uD800\"", "", 1, 4)]
    [InlineData("<<: 1", "merges a mapping", 1, 5)]
    public void An_error_says_what_and_where(string yaml, string problem, int line, int column)
    {
        var e = Assert.Throws<YamlFormatException>(() => YamlToJson.Convert(yaml));
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (e.Line, e.Column));
        Assert.Contains($"line {line}, column {column}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_named_with_their_place()
    {
        var e = Assert.Throws<YamlFormatException>(() => YamlToJson.Convert([.. "a: 1\nb: "u8, 0xFF]));
        Assert.Equal((2, 4), (e.Line, e.Column));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment")]
    [InlineData("---\n---\n")]
    public void Nothing_is_not_a_document(string yaml)
    {
        Assert.Empty(YamlToJson.ConvertAll(yaml));
        Assert.Throws<YamlFormatException>(() => YamlToJson.Convert(yaml));
    }

    [Fact]
    public void Aliases_that_multiply_are_stopped()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Contains("aliases expand", Assert.Throws<YamlFormatException>(() => YamlToJson.Convert(yaml.ToString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_stopped() =>
        Assert.Contains("levels deep", Assert.Throws<YamlFormatException>(() => YamlToJson.Convert(new string('[', 5000) + "a: b")).Message, StringComparison.Ordinal);
}
