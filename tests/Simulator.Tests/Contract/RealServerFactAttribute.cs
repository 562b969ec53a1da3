using Loadline.E2E.Harness;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Says in the test report whether the contract was held against a real API server, too.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealServerFactAttribute : FactAttribute
{
    public RealServerFactAttribute() => Skip = RealServers.FindAssets().Reason;
}
