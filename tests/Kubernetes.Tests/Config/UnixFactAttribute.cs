namespace Loadline.Kubernetes.Tests.Config;

[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "runs a shell script" : null;
}
