using System.Net;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Http;

namespace Loadline.Operator.Sensing;

/// <summary>Probes an API server over a kept connection of its own lane, so that no other request is in the measured time.</summary>
/// <param name="transport">The server.</param>
/// <param name="limit">The time limit that callers set, for messages.</param>
/// <param name="clusterId">Uid of the kube-system namespace that must be found there; null accepts any cluster.</param>
/// <param name="time">Clock.</param>
/// <param name="tcp">Measures the distance in place of the request, which then only tells of health; null for the request.</param>
internal sealed class ApiServerProbe(KubeTransport transport, TimeSpan limit, string? clusterId, TimeProvider time, TcpPing? tcp = null) : IProbe
{
    private bool _warm;

    /// <inheritdoc/>
    public async Task<ProbeResult> PingAsync(CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var answered = await AskAsync("livez", null, ct);
        if (tcp is null || !answered.IsGood) return answered;
        // Without a handshake there is an answer, but no distance; waiting for one must not use up the time that the answer kept to.
        var left = limit - time.GetElapsedTime(started);
        return left > TimeSpan.Zero && await tcp.MeasureAsync(left / 2, ct) is { } trip ? answered with { RoundTrip = trip, IsCold = false, Method = TcpPing.Method } : answered with { IsCold = true };
    }

    /// <inheritdoc/>
    public async Task<ProbeResult> AuthenticateAsync(CancellationToken ct)
    {
        var accepted = await AskAsync("api", null, ct);
        return accepted.IsGood && clusterId is not null ? await AskAsync("api/v1/namespaces/kube-system", Identify, ct) : accepted;
    }

    private async Task<ProbeResult> AskAsync(string path, Func<string, ProbeResult, ProbeResult>? read, CancellationToken ct)
    {
        var isCold = !_warm;
        var sent = time.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            using var response = await transport.SendAsync(request, TransportLane.Probes, ct);
            var elapsed = time.GetElapsedTime(sent);
            await response.Content.LoadIntoBufferAsync(ct);
            _warm = true;
            var result = await JudgeAsync(response, path, elapsed, isCold, ct) with { RemoteTime = response.Headers.Date };
            return read is null || !response.IsSuccessStatusCode ? result : read(await response.Content.ReadAsStringAsync(ct), result);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The connection may be the one that is dead; what it answers next says nothing about distance.
            _warm = false;
            throw;
        }
        catch (Exception e)
        {
            _warm = false;
            var failure = TransportFailure.Classify(e, transport.BaseAddress, limit);
            return new(Verdict(failure.Kind), time.GetElapsedTime(sent), isCold, Reason(failure.Kind), $"GET /{path}: {failure.Message}");
        }
    }

    private async Task<ProbeResult> JudgeAsync(HttpResponseMessage response, string path, TimeSpan elapsed, bool isCold, CancellationToken ct)
    {
        if (response.IsSuccessStatusCode) return ProbeResult.Alive(elapsed, isCold);
        if (TransportFailure.Of(response.StatusCode, transport.BaseAddress) is { } failure)
        {
            // A server may keep its health and its namespaces from us; the credentials are judged by the call that everybody may make.
            if (path != "api" && response.StatusCode == HttpStatusCode.Forbidden) return ProbeResult.Alive(elapsed, isCold);
            return new(Verdict(failure.Kind), elapsed, isCold, Reason(failure.Kind), $"GET /{path}: {failure.Message}");
        }

        // Servers before 1.16 have no /livez.
        if (path == "livez" && response.StatusCode == HttpStatusCode.NotFound) return ProbeResult.Alive(elapsed, isCold);
        var body = (await response.Content.ReadAsStringAsync(ct)).Trim();
        var detail = body.Length == 0 ? "" : ": " + Shorten(body);
        return new(ProbeVerdict.Unwell, elapsed, isCold, ClusterReasons.ClusterNotReady, $"GET /{path} was answered with {(int)response.StatusCode}{detail}");
    }

    private ProbeResult Identify(string ns, ProbeResult answered)
    {
        var found = KubeObject.Parse(ns).Uid;
        return found == clusterId
            ? answered
            : answered with
            {
                Verdict = ProbeVerdict.Unwell,
                Reason = ClusterReasons.IdentityChanged,
                Message = $"the cluster at {transport.BaseAddress.GetLeftPart(UriPartial.Authority)} is {found}, not {clusterId} as spec.id says: nothing is written to it",
            };
    }

    private static string Shorten(string body)
    {
        var line = body.ReplaceLineEndings("; ");
        return line.Length <= 200 ? line : line[..200];
    }

    private static ProbeVerdict Verdict(TransportFailureKind kind) => kind switch
    {
        TransportFailureKind.Unauthorized or TransportFailureKind.Forbidden or TransportFailureKind.Configuration => ProbeVerdict.Rejected,
        _ => ProbeVerdict.Silent,
    };

    private static string Reason(TransportFailureKind kind) => kind switch
    {
        TransportFailureKind.Unauthorized => ClusterReasons.Unauthorized,
        TransportFailureKind.Forbidden => ClusterReasons.Forbidden,
        TransportFailureKind.Configuration => ClusterReasons.SecretInvalid,
        TransportFailureKind.Timeout => ClusterReasons.Timeout,
        TransportFailureKind.TlsUntrusted or TransportFailureKind.TlsName or TransportFailureKind.TlsHandshake => ClusterReasons.CertificateInvalid,
        _ => ClusterReasons.ConnectFailed,
    };
}
