using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Tests.Objects;

public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/b","value":2}]""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/a","value":null}]""", """{"a":null}""")]
    [InlineData("""{"a":[1,3]}""", """[{"op":"add","path":"/a/1","value":2}]""", """{"a":[1,2,3]}""")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/-","value":2}]""", """{"a":[1,2]}""")]
    [InlineData("""{"a":1,"b":2}""", """[{"op":"remove","path":"/b"}]""", """{"a":1}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"remove","path":"/a/0"}]""", """{"a":[2]}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"replace","path":"/a/b","value":{"c":2}}]""", """{"a":{"b":{"c":2}}}""")]
    [InlineData("""{"a":{"b":1},"c":{}}""", """[{"op":"move","from":"/a/b","path":"/c/d"}]""", """{"a":{},"c":{"d":1}}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/c"}]""", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("""{"a/b":1,"m~n":2}""", """[{"op":"remove","path":"/a~1b"},{"op":"test","path":"/m~0n","value":2.0}]""", """{"m~n":2}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":{"b":2}}]""", """{"b":2}""")]
    public void Does_each_operation(string target, string ops, string expected) =>
        Json.Same(expected, JsonPatch.Apply(Json.Node(target), Json.Array(ops)));

    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"remove","path":"/b"}]""", "remove operation does not apply: doc is missing path: \"/b\": missing value")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"/b","value":1}]""", "replace operation does not apply: doc is missing path: \"/b\": missing value")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/b/c","value":1}]""", "add operation does not apply: doc is missing path: \"/b/c\": missing value")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/3","value":1}]""", "add operation does not apply: index 3 is out of bounds: \"/a/3\"")]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/a","value":2}]""", "testing value /a failed: test failed")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/b"}]""", "add operation is missing \"value\": {\"op\":\"add\",\"path\":\"/b\"}")]
    [InlineData("""{"a":1}""", """[{"op":"swap","path":"/b"}]""", "unexpected kind: swap")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"move","from":"/a","path":"/a/b"}]""", "move operation does not apply: \"/a\" cannot move into itself")]
    public void Says_why_an_operation_does_not_apply(string target, string ops, string message)
    {
        var thrown = Assert.Throws<PatchException>(() => JsonPatch.Apply(Json.Node(target), Json.Array(ops)));
        Assert.Equal(message, thrown.Message);
    }

    [Fact]
    public void Removing_a_finalizer_after_testing_it_is_safe_against_a_changed_list()
    {
        var ops = Json.Array("""[{"op":"test","path":"/metadata/finalizers/0","value":"x/y"},{"op":"remove","path":"/metadata/finalizers/0"}]""");

        Json.Same("""{"metadata":{"finalizers":["z"]}}""", JsonPatch.Apply(Json.Object("""{"metadata":{"finalizers":["x/y","z"]}}"""), ops));
        Assert.Throws<PatchException>(() => JsonPatch.Apply(Json.Object("""{"metadata":{"finalizers":["z","x/y"]}}"""), ops));
    }
}
