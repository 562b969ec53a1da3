using System.Text;
using System.Text.Json.Nodes;
using Loadline.Operator.Applying;

namespace Loadline.Operator.Tests.Applying;

public sealed class FieldOwnershipTests
{
    [Fact]
    public void SA6_What_was_created_becomes_applied_and_the_fields_of_others_stay_theirs()
    {
        var patch = TakeOver(Entry("loadline", "Update"), Entry("kubectl", "Update"), Entry("loadline", "Update", "status"))!;
        Assert.Equal(["replace /metadata/managedFields", "replace /metadata/resourceVersion"], patch.Select(static p => $"{p!["op"]} {p["path"]}"));
        Assert.Equal("42", (string?)patch[1]!["value"]);
        Assert.Equal(
            ["loadline Apply", "kubectl Update", "loadline Update status"],
            patch[0]!["value"]!.AsArray().Select(static e => $"{e!["manager"]} {e["operation"]} {e["subresource"]}".Trim()));
    }

    [Fact]
    public void SA6_What_is_applied_already_or_never_was_ours_is_left_alone()
    {
        Assert.Null(TakeOver(Entry("loadline", "Apply"), Entry("loadline", "Update")));
        Assert.Null(TakeOver(Entry("kubectl", "Update")));
        Assert.Null(TakeOver());
        Assert.Null(FieldOwnership.TakeOver(Encoding.UTF8.GetBytes("""{"metadata":{}}"""), "loadline"));
    }

    private static JsonObject Entry(string manager, string operation, string? subresource = null)
    {
        var entry = new JsonObject { ["manager"] = manager, ["operation"] = operation, ["fieldsV1"] = new JsonObject { ["f:spec"] = new JsonObject() } };
        if (subresource is not null) entry["subresource"] = subresource;
        return entry;
    }

    private static JsonArray? TakeOver(params JsonNode[] entries)
    {
        var live = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = "42", ["managedFields"] = new JsonArray(entries) } };
        return FieldOwnership.TakeOver(Encoding.UTF8.GetBytes(live.ToJsonString()), "loadline") is { } patch ? JsonNode.Parse(patch)!.AsArray() : null;
    }
}
