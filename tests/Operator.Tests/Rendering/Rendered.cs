using System.Text.Json.Nodes;
using Loadline.Operator.Rendering;
using Loadline.Operator.Tests.Corpus;

namespace Loadline.Operator.Tests.Rendering;

/// <summary>Renders corpus templates the way the operator would, for tests that look at one aspect of the result.</summary>
internal static class Rendered
{
    public static RenderInput Input(string template, int? replicas = null, int? completions = null)
    {
        var json = Template.Read(template);
        var root = JsonNode.Parse(json)!;
        return new RenderInput
        {
            Template = json,
            ApiVersion = (string?)root["apiVersion"] ?? "apps/v1",
            Kind = (string?)root["kind"] ?? "Deployment",
            Replicas = replicas,
            Completions = completions,
            BindingUid = "binding-1",
            Policy = "shop/spread",
            HubId = "hub-1",
        };
    }

    public static RenderedManifest Manifest(RenderInput input) => ManifestRenderer.Render(input);

    public static JsonNode Json(RenderInput input) => JsonNode.Parse(Manifest(input).Json)!;

    public static JsonNode Json(string template, int? replicas = null, int? completions = null) => Json(Input(template, replicas, completions));

    public static JsonNode Original(string template) => JsonNode.Parse(Template.Read(template))!;

    public static IEnumerable<string> Keys(JsonNode? node) => node!.AsObject().Select(property => property.Key);

    public static string? Refusal(string template)
    {
        var input = Input(template);
        return NotPropagatable.Reason(input.ApiVersion, input.Kind, input.Template.Span);
    }

    /// <summary>Every corpus template that may be propagated.</summary>
    public static TheoryData<string> Propagatable() => [.. Template.Names().Where(name => Refusal(name) is null)];

    public static void Same(JsonNode? expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"expected {expected?.ToJsonString()}\nfound    {actual?.ToJsonString()}");

}
