namespace Loadline.Simulator.Tests.Kubectl;

/// <summary>Runs once per kubectl on this machine; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KubectlTheoryAttribute : TheoryAttribute
{
    public KubectlTheoryAttribute()
    {
        if (KubectlBinaries.Found.Count == 0) Skip = "no kubectl in the PATH";
    }
}
