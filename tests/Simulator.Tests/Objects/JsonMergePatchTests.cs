using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Tests.Objects;

public sealed class JsonMergePatchTests
{
    // The examples of RFC 7386, appendix A.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Follows_the_examples_of_the_rfc(string target, string patch, string expected) =>
        Json.Same(expected, JsonMergePatch.Apply(Json.Node(target), Json.Node(patch)));

    [Fact]
    public void Leaves_its_arguments_alone()
    {
        var target = Json.Object("""{"a":{"b":1}}""");
        var patch = Json.Object("""{"a":{"c":[1]}}""");

        var result = JsonMergePatch.Apply(target, patch);
        result["a"]!["c"]!.AsArray().Add(2);

        Json.Same("""{"a":{"b":1}}""", target);
        Json.Same("""{"a":{"c":[1]}}""", patch);
    }
}
