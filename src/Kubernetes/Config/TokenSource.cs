namespace Loadline.Kubernetes.Config;

/// <summary>Chooses the token source of a configuration.</summary>
public static class TokenSource
{
    /// <summary>File, then token, then user and password, then program; null where the configuration has none of them.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="time">Clock for re-reading and expiry.</param>
    public static ITokenSource? For(KubernetesClientConfiguration configuration, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(time);
        return configuration switch
        {
            { TokenFile: { } path } => new FileTokenSource(path, time, configuration.AccessToken),
            { AccessToken: { } token } => new StaticTokenSource(AccessToken.Bearer(token)),
            { Username: { } user } => new StaticTokenSource(AccessToken.Basic(user, configuration.Password)),
            { Exec: { } exec } => new ExecTokenSource(exec, configuration, time, new ExecProcess()),
            _ => null,
        };
    }
}
