namespace Loadline.E2E.Harness;

/// <summary>How to start one operator process.</summary>
internal sealed record OperatorOptions(string AssemblyPath, string KubeconfigPath)
{
    public string HubId { get; init; } = "e2e-hub";

    public bool LeaderElect { get; init; }

    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(60);

    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>The operator that was built beside the running program, or the one that <c>LOADLINE_OPERATOR</c> names.</summary>
    public static string BuiltAssembly() =>
        System.Environment.GetEnvironmentVariable("LOADLINE_OPERATOR") is { Length: > 0 } named
            ? named
            : Path.Combine(AppContext.BaseDirectory, "Loadline.Operator.dll");
}
