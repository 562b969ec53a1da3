using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Sensing;
using Loadline.Operator.Sensing.Prometheus;

namespace Loadline.Operator.Members;

/// <summary>Turns a MemberCluster and its Secret into a connection, or into a problem that names the object and the cause. Pure.</summary>
internal static class MemberConnector
{
    private const string CaCertificateKey = "ca.crt";

    // Fields of a kubeconfig that would run a program or read a file of this machine.
    private static readonly string[] Refused = [".exec", ".auth-provider", ".tokenFile", ".client-certificate", ".client-key", ".certificate-authority"];

    /// <summary>Connects, on paper.</summary>
    /// <param name="cluster">The MemberCluster.</param>
    /// <param name="secret">The Secret that it refers to; null when there is none.</param>
    /// <param name="defaults">The schedule of probes where the spec sets none.</param>
    /// <param name="prometheusSecret">The Secret of <c>spec.prometheus</c>; null when there is none.</param>
    /// <param name="secretsIn">The only namespace of which Secrets are read; null for any.</param>
    /// <returns>Exactly one of the two.</returns>
    public static (MemberConnection? Connection, ConnectionProblem? Problem) Connect(
        V1Alpha1MemberCluster cluster, KubeObject? secret, ProbeSchedule defaults, KubeObject? prometheusSecret = null, string? secretsIn = null)
    {
        var spec = cluster.Spec ?? new();
        var at = $"MemberCluster {cluster.Metadata?.Name}";
        if (spec.SyncMode == "Pull") return Problem(ClusterReasons.PullNotSupported, $"{at}: spec.syncMode Pull is not supported yet; use Push");
        if (spec.SecretRef is not { } reference) return Problem(ClusterReasons.SecretMissing, $"{at}: spec.secretRef is not set");
        if (secret is null && secretsIn is not null && reference.Namespace != secretsIn)
            return Problem(ClusterReasons.SecretMissing, $"{at}: Secret {reference.Namespace}/{reference.Name} is not read: Secrets of members belong into namespace {secretsIn}");
        if (secret is null) return Problem(ClusterReasons.SecretMissing, $"{at}: Secret {reference.Namespace}/{reference.Name} does not exist");
        try
        {
            var schedule = Schedule(spec.Probe, defaults);
            var data = Data(secret);
            var configuration = data.TryGetValue(WellKnown.SecretKubeconfigKey, out var kubeconfig) && kubeconfig.Length > 0
                ? FromKubeconfig(spec, kubeconfig)
                : FromToken(spec, data);
            // A Prometheus that cannot be used costs its signals, not the member.
            var prometheus = PrometheusConnection.From(spec.Prometheus, prometheusSecret);
            var fingerprint = Fingerprint(spec, data, schedule, prometheus, prometheusSecret);
            return (new(configuration, schedule, spec.ResourceModels ?? [], string.IsNullOrEmpty(spec.Id) ? null : spec.Id, fingerprint)
            {
                ProbePort = spec.Probe?.Port,
                Prometheus = prometheus,
            }, null);
        }
        catch (KubeConfigException e)
        {
            return (null, Explain(e, at, reference));
        }
        catch (JsonException e)
        {
            return Problem(ClusterReasons.SecretInvalid, $"Secret {reference.Namespace}/{reference.Name}: {e.Message}");
        }
        catch (FormatException e)
        {
            return Problem(ClusterReasons.InvalidSpec, $"{at}: spec.probe: {e.Message}");
        }
    }

    private static KubernetesClientConfiguration FromKubeconfig(MemberClusterSpec spec, byte[] kubeconfig)
    {
        var configuration = KubernetesClientConfiguration.FromMemberKubeconfig(kubeconfig);
        // What the MemberCluster says for everyone to see wins over what is in the Secret.
        if (!string.IsNullOrEmpty(spec.ApiEndpoint)) configuration = configuration with { Host = Checked(spec).Host };
        if (!string.IsNullOrEmpty(spec.ProxyUrl)) configuration = configuration with { Proxy = Checked(spec).Proxy };
        return configuration with { SkipTlsVerify = configuration.SkipTlsVerify || spec.InsecureSkipTlsVerification == true };
    }

    private static KubernetesClientConfiguration FromToken(MemberClusterSpec spec, IReadOnlyDictionary<string, byte[]> data)
    {
        if (string.IsNullOrEmpty(spec.ApiEndpoint)) throw new KubeConfigException("apiEndpoint", "not set, and the Secret holds no kubeconfig");
        var token = data.TryGetValue(WellKnown.SecretTokenKey, out var bytes) ? Encoding.UTF8.GetString(bytes).Trim() : "";
        if (token.Length == 0)
        {
            throw new KubeConfigException(
                WellKnown.SecretTokenKey, data.ContainsKey(WellKnown.SecretTokenKey) ? "empty" : $"not set, and there is no key {WellKnown.SecretKubeconfigKey} either");
        }

        var ca = data.GetValueOrDefault(WellKnown.SecretCaBundleKey) ?? data.GetValueOrDefault(CaCertificateKey) ?? [];
        return KubernetesClientConfiguration.ForMember(
            Endpoint(spec.ApiEndpoint, "apiEndpoint"), token, ca, spec.InsecureSkipTlsVerification == true, Proxy(spec));
    }

    private static KubernetesClientConfiguration Checked(MemberClusterSpec spec) => KubernetesClientConfiguration.ForMember(
        string.IsNullOrEmpty(spec.ApiEndpoint) ? new("https://unused.invalid") : Endpoint(spec.ApiEndpoint, "apiEndpoint"), "", default, proxy: Proxy(spec));

    private static Uri? Proxy(MemberClusterSpec spec) => string.IsNullOrEmpty(spec.ProxyUrl) ? null : Endpoint(spec.ProxyUrl, "proxyURL");

    private static Uri Endpoint(string text, string field) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : throw new KubeConfigException(field, $"\"{text}\" is not an address");

    private static ProbeSchedule Schedule(ProbeSpec? probe, ProbeSchedule defaults)
    {
        var interval = KubeDuration.ParseOr(probe?.Interval, defaults.Interval);
        var timeout = KubeDuration.ParseOr(probe?.Timeout, defaults.Timeout);
        if (interval < TimeSpan.FromMilliseconds(100)) throw new FormatException($"interval {probe?.Interval} is shorter than 100ms");
        if (timeout <= TimeSpan.Zero) throw new FormatException($"timeout {probe?.Timeout} is not positive");
        return defaults with { Interval = interval, Timeout = timeout };
    }

    private static IReadOnlyDictionary<string, byte[]> Data(KubeObject secret) =>
        secret.As(KubernetesJsonContext.Default.V1Secret).Data ?? new Dictionary<string, byte[]>();

    private static ConnectionProblem Explain(KubeConfigException e, string at, SecretReference reference)
    {
        if (e.Field is "apiEndpoint" or "proxyURL") return new(ClusterReasons.EndpointInvalid, $"{at}: spec.{e.Message}");
        var secret = $"Secret {reference.Namespace}/{reference.Name}";
        if (e.Field == WellKnown.SecretCaBundleKey) return new(ClusterReasons.CaInvalid, $"{secret}: key {e.Message}");
        if (e.Field == WellKnown.SecretTokenKey) return new(ClusterReasons.SecretInvalid, $"{secret}: key {e.Message}");
        var message = $"{secret}: key {WellKnown.SecretKubeconfigKey}: {e.Message}";
        if (Refused.Any(field => e.Field.EndsWith(field, StringComparison.Ordinal))) return new(ClusterReasons.KubeconfigRefused, message);
        return new(e.Field.Contains("certificate-authority", StringComparison.Ordinal) ? ClusterReasons.CaInvalid : ClusterReasons.SecretInvalid, message);
    }

    private static string Fingerprint(
        MemberClusterSpec spec, IReadOnlyDictionary<string, byte[]> data, ProbeSchedule schedule, PrometheusConnection? prometheus, KubeObject? prometheusSecret)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(Encoding.UTF8.GetBytes($"{spec.ApiEndpoint}\n{spec.ProxyUrl}\n{spec.InsecureSkipTlsVerification == true}\n{schedule}\n{spec.Id}\n{spec.Probe?.Port}"));
        foreach (var model in spec.ResourceModels ?? [])
            foreach (var range in model.Ranges) Add(Encoding.UTF8.GetBytes($"{model.Grade} {range}"));
        foreach (var key in (string[])[WellKnown.SecretKubeconfigKey, WellKnown.SecretTokenKey, WellKnown.SecretCaBundleKey, CaCertificateKey])
            Add(data.GetValueOrDefault(key) ?? []);
        if (prometheus is not null) Add(Encoding.UTF8.GetBytes($"{spec.Prometheus}\n{prometheus.Problem}\n{prometheusSecret?.Uid}\n{prometheusSecret?.ResourceVersion}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(ReadOnlySpan<byte> part)
        {
            // The length keeps two parts from passing for one.
            hash.AppendData(BitConverter.GetBytes(part.Length));
            hash.AppendData(part);
        }
    }

    private static (MemberConnection?, ConnectionProblem?) Problem(string reason, string message) => (null, new(reason, message));
}
