namespace Loadline.Kubernetes.LeaderElection;

/// <summary>The last check before a write leaves the process (LE8): once this process has led, it may write only as long as its lease lasts.</summary>
public sealed class LeaderFence
{
    private LeaderToken? _token;

    /// <summary>This process leads.</summary>
    public void Enter(LeaderToken token) => Volatile.Write(ref _token, token);

    /// <summary>Lets writes pass that another process could not contradict yet. Before the first leadership it lets all pass: who stands by has nothing to write.</summary>
    /// <exception cref="LeadershipLostException">Another process may lead by now.</exception>
    public void ThrowIfExpired() => Volatile.Read(ref _token)?.ThrowIfExpired();
}
