using Loadline.E2E.Harness;

namespace Loadline.E2E;

/// <summary>A test that needs real API servers: skipped, with the reason, where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealServerFactAttribute : FactAttribute
{
    public RealServerFactAttribute()
    {
        Skip = RealServers.FindAssets().Reason;
        Timeout = 300_000;
    }
}
