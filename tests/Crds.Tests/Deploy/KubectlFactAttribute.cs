namespace Loadline.Crds.Tests.Deploy;

/// <summary>Skips with a reason on machines without kubectl.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute() => Skip = KubectlTheoryAttribute.WhyNot;
}
