namespace Loadline.Kubernetes.Client;

/// <summary>A token that ends with its parent or after a time on an injected clock.</summary>
internal sealed class LinkedDeadline : IDisposable
{
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _linked;

    public LinkedDeadline(TimeSpan after, TimeProvider time, CancellationToken parent)
    {
        _deadline = new(after, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(parent, _deadline.Token);
    }

    public CancellationToken Token => _linked.Token;

    public void Dispose()
    {
        _linked.Dispose();
        _deadline.Dispose();
    }
}
