using System.Text.Json;
using Loadline.Crds;
using Loadline.Crds.Validation;
using Loadline.Demo.Fleet;
using Loadline.Demo.Samples;
using Loadline.Kubernetes.Yaml;

namespace Loadline.Demo.Tests;

public sealed class SampleManifestsTests
{
    [Fact]
    public void The_policies_are_valid_and_select_the_other_samples()
    {
        var objects = SampleManifests.All().SelectMany(YamlToJson.ConvertAll).Select(static json => JsonElement.Parse(json)).ToArray();
        var policies = objects.Where(static o => o.GetProperty("kind").ValueEquals(V1Alpha1PropagationPolicy.KindName))
            .Select(static o => o.Deserialize(CrdsJsonContext.Default.V1Alpha1PropagationPolicy)!)
            .ToArray();

        Assert.All(policies, static p => Assert.Empty(PolicyValidation.Validate(p.Spec!, SampleManifests.Namespace)));
        var selected = policies.SelectMany(static p => p.Spec!.ResourceSelectors).Select(static s => $"{s.Kind} {s.Name}").Order();
        var templates = objects.Select(static o => $"{o.GetProperty("kind").GetString()} {o.GetProperty("metadata").GetProperty("name").GetString()}")
            .Where(static o => !o.StartsWith("Namespace ", StringComparison.Ordinal) && !o.StartsWith("PropagationPolicy ", StringComparison.Ordinal))
            .Order();
        Assert.Equal(templates, selected);
    }

    [Fact]
    public void The_members_that_the_samples_name_exist_in_the_smallest_fleet()
    {
        var members = RegionCatalog.All.Take(DemoCommand.FewestMembers).Select(static r => r.Member).ToHashSet();
        var named = SampleManifests.All().SelectMany(YamlToJson.ConvertAll)
            .Select(static json => JsonElement.Parse(json))
            .Where(static o => o.GetProperty("kind").ValueEquals(V1Alpha1PropagationPolicy.KindName))
            .SelectMany(static o => o.Deserialize(CrdsJsonContext.Default.V1Alpha1PropagationPolicy)!.Spec!.Placement?.ClusterAffinity?.ClusterNames ?? []);

        Assert.All(named, name => Assert.Contains(name, members));
    }
}
