namespace Loadline.Simulator.Tests.Contract;

/// <summary>Says in the test report whether the contract was held against a real API server, too.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealServerFactAttribute : FactAttribute
{
    public RealServerFactAttribute()
    {
        if (Targets.RealServerFile is null) Skip = $"{Targets.RealServerVariable} names no API server";
    }
}
