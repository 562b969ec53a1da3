using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Operator.Binding;
using Loadline.Operator.Hosting;
using Loadline.Operator.Observing;

namespace Loadline.Operator.Tests.Observing;

public sealed class BindingStatusBuilderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Whatever_is_held_and_fails_in_however_many_members_fits_the_schema()
    {
        var parts = Enumerable.Range(0, 1000).Select(static i => new MemberPart(
            $"member-{i}", true, 1, true, false, new("FullyAppliedFailed", new string('m', 100_000)), new("Delete", "Paused", new string('r', 10_000), Now), null)).ToList();

        var status = Build(parts);

        Assert.Equal(256, status.Held!.Count);
        Assert.All(status.Held, static h => Assert.True(h.ReleasedBy!.Length <= 1024));
        Assert.All(status.AggregatedStatus!, static a => Assert.True(a.AppliedMessage!.Length <= 32768));
        Assert.All(status.Conditions!, static c => Assert.True(c.Message!.Length <= 32768));
        // What is cut off anywhere else, who may hold something is told of completely.
        Assert.Equal(1000, status.AppliedClusters!.Count);
    }

    private static ResourceBindingStatus Build(IReadOnlyList<MemberPart> parts)
    {
        var source = KubeObject.Parse("""
            {"apiVersion": "loadline.io/v1alpha1", "kind": "ResourceBinding", "metadata": {"name": "settings-configmap", "namespace": "shop", "uid": "1", "generation": 1},
             "spec": {"resource": {"apiVersion": "v1", "kind": "ConfigMap", "namespace": "shop", "name": "settings"} } }
            """);
        var spec = source.As(CrdsJsonContext.Default.V1Alpha1ResourceBinding).Spec!;
        return BindingStatusBuilder.Build(new BindingView(source, LoadlineResources.ResourceBindings, spec, null), parts, null, null, "", Now);
    }
}
