using Loadline.E2E.Harness;

namespace Loadline.Bench.Propagate;

/// <summary>One API server of the bench: how to reach it, whoever started it.</summary>
internal sealed record Cluster(string Name, Uri Endpoint, string Token, string CaBundlePem, KubeClient Client)
{
    public static Cluster Of(RealControlPlane plane) => new(plane.Name, plane.Endpoint, plane.Token, plane.CaBundlePem, plane.Client);
}
