using Loadline.Simulator;

namespace Loadline.Demo.Fleet;

/// <summary>One member of the demo: where it stands and the cluster that runs there.</summary>
internal sealed record DemoMember(Region Region, SimulatedCluster Cluster)
{
    public string Name => Region.Member;
}
