using Loadline.E2E.Harness;

namespace Loadline.E2E;

/// <summary>A test that needs real API servers and a program of Prometheus: skipped, with the reason, where either is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    public const string Promtool = "promtool";
    public const string Prometheus = "prometheus";

    public ToolFactAttribute(string tool)
    {
        Skip = RealServers.FindAssets().Reason ?? (Find(tool) is null ? $"no {tool}: install prometheus or run .ci/real-servers" : null);
        Timeout = 300_000;
    }

    /// <summary>Where a program is; null where it is missing.</summary>
    public static string? Find(string tool) => tool == Promtool ? RealServers.FindAssets().Assets?.Promtool : RealServers.FindAssets().Assets?.Prometheus;
}
