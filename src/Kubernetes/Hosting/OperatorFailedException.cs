namespace Loadline.Kubernetes.Hosting;

/// <summary>A part of an operator kept failing and was given up (LC4): the process should end and be started anew.</summary>
/// <param name="fault">The part's last fault.</param>
public sealed class OperatorFailedException(Exception fault) : Exception($"a part of the operator keeps failing: {fault.Message}", fault);
