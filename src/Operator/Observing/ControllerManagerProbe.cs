using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Hosting;

namespace Loadline.Operator.Observing;

/// <summary>
/// Tells whether a kube-controller-manager runs on the hub: it renews a lease. Where it does, it owns the status of built-in workloads and
/// Loadline must not write there.
/// </summary>
internal sealed class ControllerManagerProbe(KubeClient hub, TemplateStatusMode mode, TimeProvider time)
{
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);

    private long _askedAt;
    private bool _runs = true;

    /// <summary>True when aggregated status may be written into templates.</summary>
    public async ValueTask<bool> MayWriteTemplateStatusAsync(CancellationToken ct)
    {
        if (mode != TemplateStatusMode.Auto) return mode == TemplateStatusMode.Always;
        if (_askedAt != 0 && time.GetElapsedTime(_askedAt) < AskAgain) return !_runs;
        _runs = await RunsAsync(ct);
        _askedAt = time.GetTimestamp();
        return !_runs;
    }

    private async Task<bool> RunsAsync(CancellationToken ct)
    {
        try
        {
            if (await hub.GetAsync(CoreResources.Leases, "kube-system", "kube-controller-manager", ct) is not { } item) return false;
            var lease = item.As(KubernetesJsonContext.Default.V1Lease).Spec;
            return lease is { HolderIdentity.Length: > 0, RenewTime: { } renewed }
                && DateTimeOffset.TryParse(renewed, System.Globalization.CultureInfo.InvariantCulture, out var at)
                && time.GetUtcNow() - at < Stale;
        }
        catch (StatusException)
        {
            // Not allowed to look is not a proof of absence.
            return true;
        }
    }
}
