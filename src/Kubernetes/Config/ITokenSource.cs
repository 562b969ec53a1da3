namespace Loadline.Kubernetes.Config;

/// <summary>Gives the credential for a request. Safe for concurrent use.</summary>
public interface ITokenSource
{
    /// <summary>The credential to use now; null for none. Completes at once unless it must be fetched.</summary>
    /// <exception cref="KubeConfigException">There is none and there has never been one.</exception>
    ValueTask<AccessToken?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Says that the server refused <paramref name="used"/> (401). Does nothing if another one is current already.</summary>
    void Invalidate(AccessToken used);
}
