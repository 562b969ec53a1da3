using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Informers;

namespace Loadline.Kubernetes.Tests.Controllers;

public sealed class ChangePredicatesTests
{
    private static readonly KubeObject First = Item();

    public static TheoryData<string, bool, bool, bool, bool> Updates => new()
    {
        // what changed, generation, labels, annotations, version
        { "nothing", false, false, false, false },
        { "status", false, false, false, true },
        { "spec", true, false, false, true },
        { "labels", false, true, false, true },
        { "annotations", false, false, true, true },
    };

    [Theory]
    [MemberData(nameof(Updates))]
    public void CL8_An_update_passes_by_what_it_changed(string what, bool generation, bool labels, bool annotations, bool version)
    {
        var change = new StoreChange(First, Changed(what), false);
        Assert.Equal(generation, ChangePredicates.GenerationChanged(change));
        Assert.Equal(labels, ChangePredicates.LabelsChanged(change));
        Assert.Equal(annotations, ChangePredicates.AnnotationsChanged(change));
        Assert.Equal(version, ChangePredicates.VersionChanged(change));
        Assert.Equal(!version, ChangePredicates.Not(ChangePredicates.VersionChanged)(change));
        Assert.Equal(generation || labels, ChangePredicates.Any(ChangePredicates.GenerationChanged, ChangePredicates.LabelsChanged)(change));
        Assert.Equal(generation && version, ChangePredicates.All(ChangePredicates.GenerationChanged, ChangePredicates.VersionChanged)(change));
    }

    [Fact]
    public void CL8_What_is_no_update_passes_all()
    {
        StoreChange[] changes =
        [
            new(null, First, true), new(null, First, false), new(First, null, false), new(First, First, false),
            new(First, Item(uid: "another"), false), new(First, Item(version: "2", deleting: true), false),
        ];
        foreach (var change in changes)
        {
            Assert.True(ChangePredicates.GenerationChanged(change));
            Assert.True(ChangePredicates.LabelsChanged(change));
            Assert.True(ChangePredicates.AnnotationsChanged(change));
            Assert.True(ChangePredicates.VersionChanged(change));
            Assert.True(ChangePredicates.Not(ChangePredicates.VersionChanged)(change));
        }
    }

    [Fact]
    public void CL8_Of_a_kind_that_counts_no_generation_every_new_version_is_a_change()
    {
        Assert.True(ChangePredicates.GenerationChanged(new(Item(generation: 0), Item(version: "2", generation: 0), false)));
        Assert.False(ChangePredicates.GenerationChanged(new(Item(generation: 0), Item(generation: 0), false)));
    }

    private static KubeObject Changed(string what) => what switch
    {
        "status" => Item(version: "2"),
        "spec" => Item(version: "2", generation: 2),
        "labels" => Item(version: "2", label: "other"),
        "annotations" => Item(version: "2", annotation: "other"),
        _ => Item(),
    };

    private static KubeObject Item(
        string version = "1", int generation = 1, string label = "l", string annotation = "a", string uid = "u", bool deleting = false) => KubeObject.Parse($$$"""
        {"metadata":{"name":"x","uid":"{{{uid}}}","resourceVersion":"{{{version}}}"{{{(generation > 0 ? $",\"generation\":{generation}" : "")}}},
        "labels":{"k":"{{{label}}}"},"annotations":{"k":"{{{annotation}}}"}{{{(deleting ? ",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"" : "")}}}}}
        """);
}
