using System.Text.Json.Nodes;
using Loadline.Simulator.Objects;

namespace Loadline.Simulator.Tests.Objects;

internal static class Json
{
    public static JsonObject Object(string text) => (JsonObject)Node(text);

    public static JsonArray Array(string text) => (JsonArray)Node(text);

    public static JsonNode Node(string text) => JsonNode.Parse(text)!;

    public static void Same(string expected, JsonNode? actual) =>
        Assert.True(JsonNodes.AreEqual(Node(expected), actual), $"expected {Node(expected).ToJsonString()}\nbut got  {actual?.ToJsonString()}");

    public static void Same(JsonNode? expected, JsonNode? actual) =>
        Assert.True(JsonNodes.AreEqual(expected, actual), $"expected {expected?.ToJsonString()}\nbut got  {actual?.ToJsonString()}");
}
