using System.Text;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Sensing.Prometheus;

/// <summary>How to reach a member's Prometheus, or why it cannot be.</summary>
/// <param name="Configuration">Where and as whom; null when there is a problem.</param>
/// <param name="Problem">What is wrong with <c>spec.prometheus</c> or its Secret; null when nothing is.</param>
internal sealed record PrometheusConnection(KubernetesClientConfiguration? Configuration, SignalProblem? Problem)
{
    /// <summary>Reads the spec and the Secret that it names. Pure.</summary>
    /// <param name="spec">The spec; null when the member names no Prometheus.</param>
    /// <param name="secret">The Secret; null when there is none.</param>
    /// <returns>Null when the member names no Prometheus.</returns>
    public static PrometheusConnection? From(PrometheusSpec? spec, KubeObject? secret)
    {
        if (spec is null) return null;
        try
        {
            if (!Uri.TryCreate(spec.Url, UriKind.Absolute, out var url)) return Invalid($"spec.prometheus.url: \"{spec.Url}\" is not an address");
            var token = Token(spec, secret);
            // A token that travels in clear is everybody's.
            if (token.Length > 0 && url.Scheme != Uri.UriSchemeHttps) return Invalid("spec.prometheus.secretRef: a token is sent over https only; use an https url");
            return new(KubernetesClientConfiguration.ForMember(url, token, Authority(spec.CaBundle)), null);
        }
        catch (Exception e) when (e is KubeConfigException or FormatException or System.Text.Json.JsonException)
        {
            return Invalid($"spec.prometheus: {e.Message}");
        }
    }

    private static string Token(PrometheusSpec spec, KubeObject? secret)
    {
        if (spec.SecretRef is not { } reference) return "";
        var name = $"Secret {reference.Namespace}/{reference.Name}";
        if (secret is null) throw new KubeConfigException("secretRef", $"{name} does not exist");
        var data = secret.As(KubernetesJsonContext.Default.V1Secret).Data;
        return data is not null && data.TryGetValue(WellKnown.SecretTokenKey, out var bytes) && bytes.Length > 0
            ? Encoding.UTF8.GetString(bytes).Trim()
            : throw new KubeConfigException("secretRef", $"{name} has no key {WellKnown.SecretTokenKey}");
    }

    /// <summary>PEM, or the base64 of it: both are what people paste.</summary>
    private static byte[] Authority(string? bundle)
    {
        if (string.IsNullOrWhiteSpace(bundle)) return [];
        return bundle.Contains("-----BEGIN", StringComparison.Ordinal) ? Encoding.ASCII.GetBytes(bundle) : Convert.FromBase64String(bundle);
    }

    private static PrometheusConnection Invalid(string message) => new(null, new(SignalReasons.PrometheusInvalid, message));
}
