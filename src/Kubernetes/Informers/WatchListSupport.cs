namespace Loadline.Kubernetes.Informers;

/// <summary>Remembers per server that it does not stream lists, so that a thousand reflectors do not each ask (RF5).</summary>
public sealed class WatchListSupport
{
    private volatile bool _refused;

    /// <summary>False once the server refused.</summary>
    public bool MayTry => !_refused;

    /// <summary>Notes a refusal.</summary>
    public void Refused() => _refused = true;

    /// <summary>Forgets it, after a reconnect to a possibly newer server.</summary>
    public void Reset() => _refused = false;
}
