namespace Loadline.Kubernetes.LeaderElection;

/// <summary>This process no longer leads. It must not write; the host ends the process (LE6).</summary>
public sealed class LeadershipLostException : Exception
{
    /// <summary>Says what happened.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="workStopped">Whether the work ended within its time.</param>
    /// <param name="inner">The last error of a renewal, if there was one.</param>
    public LeadershipLostException(string message, bool workStopped = true, Exception? inner = null)
        : base(message, inner) => WorkStopped = workStopped;

    /// <summary>False when work ignored its cancellation: the process must end at once.</summary>
    public bool WorkStopped { get; }
}
