using System.Text.Json.Nodes;
using Loadline.Crds.Emission;

namespace Loadline.Crds.Tests;

public sealed class CrdManifestsTests
{
    [Fact]
    public void The_assembly_carries_every_kind() =>
        Assert.Equal(CrdEmitter.Entities.Select(CrdEmitter.NameOf).Order(StringComparer.Ordinal), CrdManifests.All.Select(m => m.Name));

    [Fact]
    public void What_the_assembly_carries_is_what_the_types_say()
    {
        // In an updating run, the assembly was built before the files were rewritten.
        if (CrdFilesAreUpToDate.Update) return;
        foreach (var manifest in CrdManifests.All)
        {
            var emitted = Schemas.All.Values.Single(c => (string?)c["metadata"]!["name"] == manifest.Name);
            Assert.True(JsonNode.DeepEquals(emitted, JsonNode.Parse(manifest.Json.Span)), $"{manifest.Name} is out of date");
        }
    }
}
