using System.Text.Json.Nodes;
using Loadline.Demo.Fleet;
using Loadline.Demo.Samples;

namespace Loadline.Demo.View;

/// <summary>
/// Follows the real replicas of the measured workload, read inside the clusters: the network trouble of the demo does not reach here, so
/// that what it reports is what happened and not what the operator says.
/// </summary>
internal sealed class FleetGauge(DemoFleet fleet, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private long _changedAt = time.GetTimestamp();

    /// <summary>What was read last.</summary>
    public FleetReplicas Current { get; private set; } = FleetReplicas.None;

    /// <summary>Waits until a condition holds.</summary>
    /// <returns>False when it did not within that time, or when cancelled.</returns>
    public async Task<bool> WaitAsync(Func<FleetReplicas, bool> condition, TimeSpan atMost, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (!condition(Read()))
        {
            if (ct.IsCancellationRequested || time.GetElapsedTime(start) >= atMost) return false;
            await Task.Delay(Interval, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return true;
    }

    /// <summary>Waits until every replica is where it should be and has been for a while.</summary>
    public Task<bool> WaitUntilSettledAsync(TimeSpan since, TimeSpan atMost, CancellationToken ct) =>
        WaitAsync(now => now.IsSettled && time.GetElapsedTime(_changedAt) >= since, atMost, ct);

    /// <summary>Reads now.</summary>
    public FleetReplicas Read()
    {
        var desired = Number(Find(fleet.Hub), "spec", "replicas");
        var now = new FleetReplicas(desired, fleet.Members.ToDictionary(static m => m.Name, static member =>
        {
            var deployment = Find(member.Cluster);
            return new MemberReplicas(
                Number(deployment, "spec", "replicas"),
                Number(deployment, "status", "readyReplicas"),
                member.Cluster.Network.Availability == Simulator.Availability.Up);
        }, StringComparer.Ordinal));
        if (now.IsSameAs(Current)) return Current;
        _changedAt = time.GetTimestamp();
        return Current = now;
    }

    private static JsonObject? Find(Simulator.SimulatedCluster cluster) =>
        cluster.Store.Get("apps", "deployments", SampleManifests.Namespace, SampleManifests.Measured);

    private static int Number(JsonObject? deployment, string part, string field) => (int?)deployment?[part]?[field] ?? 0;
}
