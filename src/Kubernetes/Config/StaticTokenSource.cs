namespace Loadline.Kubernetes.Config;

/// <summary>One credential for ever: a 401 cannot change it.</summary>
internal sealed class StaticTokenSource(AccessToken token) : ITokenSource
{
    public ValueTask<AccessToken?> GetAsync(CancellationToken cancellationToken) => new(token);

    public void Invalidate(AccessToken used)
    {
    }
}
