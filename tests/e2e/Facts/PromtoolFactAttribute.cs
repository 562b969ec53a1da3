using Loadline.E2E.Harness;

namespace Loadline.E2E;

/// <summary>A test that needs real API servers and promtool: skipped, with the reason, where either is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute()
    {
        Skip = RealServers.FindAssets().Reason ?? (Tool is null ? "no promtool: install prometheus or run .ci/real-servers" : null);
        Timeout = 300_000;
    }

    public static string? Tool => RealServers.FindAssets().Assets?.Promtool;
}
