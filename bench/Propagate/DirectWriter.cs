using Loadline.E2E.Harness;

namespace Loadline.Bench.Propagate;

/// <summary>
/// The writes that an operator cannot do without, made by the bench: one record on the hub, then one apply per member.
/// It is the ceiling that these servers allow on this machine.
/// </summary>
internal sealed class DirectWriter(Fleet fleet)
{
    public async Task PropagateAsync(string ns, string name, IReadOnlyList<int> replicas, CancellationToken cancellationToken)
    {
        await fleet.Hub.Client.CreateAsync(
            KubePaths.Core(ns, "configmaps"), Manifests.ConfigMap(name, "assignment", string.Join(',', replicas)), cancellationToken);
        await Task.WhenAll(fleet.Members.Select((member, i) => member.Client.ApplyAsync(
            KubePaths.Deployment(ns, name), Manifests.Deployment(ns, name, replicas[i]), "loadline", cancellationToken)));
    }
}
