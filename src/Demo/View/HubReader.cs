using System.Text.Json;
using Loadline.Crds;
using Loadline.Demo.Samples;
using Loadline.Kubernetes.Client;

namespace Loadline.Demo.View;

/// <summary>Reads the hub's API as any user may: MemberClusters and ResourceBindings, nothing of the operator's own.</summary>
internal sealed class HubReader(KubeClient hub, TimeProvider time)
{
    private static readonly ResourceType MemberClusters = new(WellKnown.Group, WellKnown.Version, V1Alpha1MemberCluster.Plural, V1Alpha1MemberCluster.KindName, false);
    private static readonly ResourceType Bindings = new(WellKnown.Group, WellKnown.Version, V1Alpha1ResourceBinding.Plural, V1Alpha1ResourceBinding.KindName, true);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>What was read last.</summary>
    public HubView Current { get; private set; } = HubView.None;

    /// <summary>Reads again and again until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            await ReadAsync(ct);
            await Task.Delay(Interval, time, ct);
        }
    }

    /// <summary>Reads until a condition holds.</summary>
    public async Task WaitAsync(Func<HubView, bool> condition, CancellationToken ct)
    {
        while (!condition(await ReadAsync(ct))) await Task.Delay(Interval, time, ct);
    }

    /// <summary>Reads once.</summary>
    public async Task<HubView> ReadAsync(CancellationToken ct)
    {
        var members = await hub.ListAsync(MemberClusters, null, new(), ct);
        var bindings = (await hub.ListAsync(Bindings, SampleManifests.Namespace, new(), ct)).Items
            .Select(static b => b.As(CrdsJsonContext.Default.V1Alpha1ResourceBinding))
            .ToArray();
        var measured = bindings.FirstOrDefault(static b => b.Spec?.Resource is { Kind: "Deployment", Name: SampleManifests.Measured });
        return Current = new(
            [.. members.Items.OrderBy(static m => m.Name, StringComparer.Ordinal).Select(m => Member(m.Name, m.As(CrdsJsonContext.Default.V1Alpha1MemberCluster), measured))],
            [.. bindings.Select(Line).Order(StringComparer.Ordinal)]);
    }

    private static MemberView Member(string name, V1Alpha1MemberCluster cluster, V1Alpha1ResourceBinding? binding)
    {
        var decision = binding?.Status?.Decision?.Clusters?.FirstOrDefault(c => c.Name == name);
        var held = binding?.Status?.Held?.FirstOrDefault(h => h.Cluster == name);
        var reported = binding?.Status?.AggregatedStatus?.FirstOrDefault(a => a.ClusterName == name);
        return new()
        {
            Name = name,
            Region = cluster.Spec?.Region ?? "",
            State = cluster.Status?.Health?.State ?? "Joining",
            RttMs = cluster.Status?.Telemetry?.Rtt?.P50Ms,
            LoadPercent = cluster.Status?.Telemetry?.Load?.CpuPercent,
            SharePercent = decision?.Share / 100.0,
            Desired = binding?.Spec?.Clusters?.FirstOrDefault(c => c.Name == name)?.Replicas,
            Ready = ReadyOf(reported),
            Why = held is null ? Explain(decision) : $"{held.Action} waits ({held.Reason}): {held.ReleasedBy}",
        };
    }

    private static string Explain(ClusterDecision? decision) => decision?.Reason is { } reason ? $"{reason}: {decision.Message}" : decision?.Message ?? "";

    private static int ReadyOf(AggregatedStatusItem? item) =>
        item?.Status is { ValueKind: JsonValueKind.Object } status && status.TryGetProperty("readyReplicas", out var ready) && ready.TryGetInt32(out var count) ? count : 0;

    private static string Line(V1Alpha1ResourceBinding binding)
    {
        var (resource, summary) = (binding.Spec!.Resource, binding.Status?.Summary);
        var replicas = summary?.Replicas is { } r ? $", {r} replicas ready" : "";
        var weights = summary?.Weights is { Length: > 0 } w && resource.Name != SampleManifests.Measured ? $" ({w})" : "";
        return $"{resource.Kind} {resource.Name}: {summary?.Clusters ?? "0/0"} members{replicas}{weights}";
    }
}
