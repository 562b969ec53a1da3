using Loadline.E2E.Harness;

namespace Loadline.E2E;

/// <summary>A test that needs real API servers and a Prometheus: skipped, with the reason, where either is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute()
    {
        Skip = RealServers.FindAssets().Reason ?? (Binary is null ? "no prometheus: install it or run .ci/real-servers" : null);
        Timeout = 300_000;
    }

    public static string? Binary => RealServers.FindAssets().Assets?.Prometheus;
}
