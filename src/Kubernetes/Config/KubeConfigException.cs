namespace Loadline.Kubernetes.Config;

/// <summary>
/// A kubeconfig, a credential or an endpoint that cannot be used. <see cref="Exception.Message"/> is one line fit for a
/// condition: it names the field, and never holds a secret.
/// </summary>
public sealed class KubeConfigException : Exception
{
    /// <summary>Names the field that is at fault and what is wrong with it.</summary>
    /// <param name="field">The field, e.g. <c>users[admin].exec</c>.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public KubeConfigException(string field, string problem, Exception? inner = null)
        : base($"{field}: {problem}", inner) => Field = field;

    /// <summary>The field that is at fault.</summary>
    public string Field { get; }
}
