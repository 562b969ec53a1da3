using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Loadline.E2E.Harness;
using Xunit.Sdk;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Runs a case on every server at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryServerAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Targets.All;
}

/// <summary>Runs a case on the simulator; together with <see cref="RealServerSinceAttribute"/> where older servers do otherwise.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SimulatorAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Targets.Simulator]];
}

/// <summary>Runs a case on the real server from a minor version on; skipped, with the reason, where it is older or not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealServerSinceAttribute : DataAttribute
{
    public RealServerSinceAttribute(int minor)
    {
        Minor = minor;
        Skip = ServerVersion.WhyNot(minor);
    }

    /// <summary>First minor version of Kubernetes 1 that behaves like this.</summary>
    public int Minor { get; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Targets.Real]];
}

/// <summary>Version of the real server's binary.</summary>
internal static partial class ServerVersion
{
    private static readonly Lazy<int?> Minor = new(Read);

    /// <summary>Null where the real server is there and new enough.</summary>
    public static string? WhyNot(int minor) => RealServers.FindAssets().Reason
        ?? (Minor.Value is not { } found ? "the real server does not tell its version"
            : found < minor ? $"the real server is 1.{found}; this needs 1.{minor}" : null);

    private static int? Read()
    {
        if (RealServers.FindAssets().Assets is not { } assets) return null;
        using var process = Process.Start(new ProcessStartInfo(assets.KubeApiServer, "--version") { RedirectStandardOutput = true })!;
        var match = Pattern().Match(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        return match.Success ? int.Parse(match.Groups[1].ValueSpan) : null;
    }

    [GeneratedRegex(@"v1\.(\d+)")]
    private static partial Regex Pattern();
}
