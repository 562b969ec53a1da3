using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Loadline.Kubernetes.Yaml;

namespace Loadline.Kubernetes.Tests.Yaml;

public sealed class JsonToYamlTests
{
    [Fact]
    public void Output_reads_like_kubectl_output()
    {
        const string json = """{"kind":"X","metadata":{"name":"web","labels":{}},"list":["a",[1,2],{"k":"v","m":{"i":[]}}],"empty":[],"none":null,"text":"one\n  two\n","keep":"a\n\nb\n\n","strip":"a\nb","on":true,"n":1.50}""";
        const string yaml = """
            kind: X
            metadata:
              name: web
              labels: {}
            list:
            - a
            - - 1
              - 2
            - k: v
              m:
                i: []
            empty: []
            none: null
            text: |
              one
                two
            keep: |+
              a

              b

            strip: |-
              a
              b
            "on": true
            "n": 1.50

            """;
        Assert.Equal(yaml, JsonToYaml.Write(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("plain text", "plain text")]
    [InlineData("true", "\"true\"")]
    [InlineData("Yes", "\"Yes\"")]
    [InlineData("012", "\"012\"")]
    [InlineData("1:30", "\"1:30\"")]
    [InlineData("2020-01-01", "\"2020-01-01\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("0x1F", "\"0x1F\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("10Mi", "10Mi")]
    [InlineData("~", "\"~\"")]
    [InlineData("a: b", "'a: b'")]
    [InlineData("a #b", "'a #b'")]
    [InlineData("a:b#c", "a:b#c")]
    [InlineData("- a", "'- a'")]
    [InlineData("-a", "-a")]
    [InlineData("---", "'---'")]
    [InlineData("*a", "'*a'")]
    [InlineData("=", "'='")]
    [InlineData("it's", "it's")]
    [InlineData("'it'", "'''it'''")]
    [InlineData(" a", "' a'")]
    [InlineData("a ", "'a '")]
    [InlineData("a:", "'a:'")]
    [InlineData("<<", "'<<'")]
    [InlineData("^[a-z]+\\d\"$", "^[a-z]+\\d\"$")]
    [InlineData("a\tb", "\"a\\tb\"")]
    [InlineData("\n", "\"\\n\"")]
    [InlineData("a \nb", "\"a \\nb\"")]
    [InlineData("\u0085é", "\"\\x85é\"")]
    public void A_string_is_quoted_only_when_it_must_be(string text, string yaml) =>
        Assert.Equal($"k: {yaml}\n", JsonToYaml.Write(Encoding.UTF8.GetBytes(new JsonObject { ["k"] = text }.ToJsonString())));

    [Fact]
    public void A_block_that_starts_with_a_space_says_its_indent() =>
        Assert.Equal("k: |2-\n   a\n  b\n", JsonToYaml.Write("{\"k\":\" a\\nb\"}"u8));

    [Fact]
    public void Whatever_is_written_reads_back_the_same()
    {
        var text = Gen.OneOf(
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => s.Get.EnumerateRunes().Aggregate("", (a, r) => a + r)),
            Gen.Elements("a", " ", "\n", "\t", ":", "#", "-", "'", "\"", "\\", "|", "1", "e", ".", "on", "<<", "é", "😀", "\r", "%", "{", "]", "---")
                .ArrayOf().Select(string.Concat));
        Prop.ForAll(Value(text, 3).ToArbitrary(), json =>
        {
            var expected = json.Get.ToJsonString();
            var yaml = JsonToYaml.Write(Encoding.UTF8.GetBytes(expected));
            Assert.True(JsonNode.DeepEquals(json.Get, JsonNode.Parse(YamlToJson.ConvertAll("---\n" + yaml).Single())), $"{expected}\n{yaml}");
        }).Holds(1000);
    }

    private static Gen<Node> Value(Gen<string> text, int depth)
    {
        var scalar = Gen.OneOf(
            text.Select(s => new Node(JsonValue.Create(s))),
            ArbMap.Default.GeneratorFor<int>().Select(i => new Node(JsonValue.Create(i))),
            Gen.Elements(true, false).Select(b => new Node(JsonValue.Create(b))));
        if (depth == 0)
        {
            return scalar;
        }

        var inner = Value(text, depth - 1);
        return Gen.OneOf(
            scalar,
            inner.ArrayOf().Resize(4).Select(items => new Node(new JsonArray([.. items.Select(i => i.Get.DeepClone())]))),
            Gen.Zip(text, inner).ArrayOf().Resize(4).Select(pairs => new Node(new JsonObject(
                pairs.DistinctBy(p => p.Item1).Select(p => KeyValuePair.Create(p.Item1, (JsonNode?)p.Item2.Get.DeepClone()))))));
    }

    private sealed record Node(JsonNode Get);
}
