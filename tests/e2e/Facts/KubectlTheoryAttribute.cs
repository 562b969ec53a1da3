using Loadline.E2E.Harness;

namespace Loadline.E2E;

/// <summary>A theory over the kubectl versions of the machine: skipped, with the reason, where there are no servers or no kubectl.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlTheoryAttribute : TheoryAttribute
{
    public KubectlTheoryAttribute()
    {
        Skip = RealServers.FindAssets().Reason ?? (Kubectl.FindAll() is [] ? "no kubectl on this machine" : null);
        Timeout = 300_000;
    }
}
