namespace Loadline.Kubernetes.Hosting;

/// <summary>One loop of an operator.</summary>
/// <param name="Phase">When it runs.</param>
/// <param name="Name">Name in the log and in errors.</param>
/// <param name="Run">Runs until its token ends.</param>
/// <param name="Ready">Ends when the next phase may start; null: at once.</param>
public sealed record OperatorPart(OperatorPhase Phase, string Name, Func<CancellationToken, Task> Run, Func<Task>? Ready = null)
{
    /// <summary>Faults in a row after which the part is given up; null for the limit of <see cref="OperatorRuntimeOptions"/>. One for what cannot be started twice.</summary>
    public int? FaultLimit { get; init; }
}
