using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>A complete response.</summary>
public sealed record Answer(int Code, JsonObject Body, string ContentType, IReadOnlyList<string> Warnings)
{
    public string Reason => (string?)Body["reason"] ?? "";

    public string Message => (string?)Body["message"] ?? "";

    public string ResourceVersion => (string?)Body["metadata"]?["resourceVersion"] ?? "";

    public JsonArray Items => Body["items"]?.AsArray() ?? [];

    public IEnumerable<string> Names => Items.Select(item => (string)item!["metadata"]!["name"]!);

    public Answer Expect(int code)
    {
        Assert.True(Code == code, $"expected {code}, got {Code}: {Body.ToJsonString()}");
        return this;
    }
}
