namespace Loadline.Kubernetes.Controllers;

/// <summary>What a reconcile asks of its controller (CL1). An exception asks for a rate-limited retry.</summary>
/// <param name="RequeueAfter">Come back after this time; null to wait for the next change.</param>
/// <param name="Retry">Come back after the key's back-off, as after an error.</param>
public readonly record struct ReconcileResult(TimeSpan? RequeueAfter, bool Retry)
{
    /// <summary>Nothing more to do.</summary>
    public static ReconcileResult Done => default;

    /// <summary>Come back after a time; clears the key's failures.</summary>
    public static ReconcileResult After(TimeSpan delay) => new(delay, false);

    /// <summary>Come back after the key's back-off; the failure has been reported already.</summary>
    public static ReconcileResult Failed => new(null, true);
}
