using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Admission;

/// <summary>Posts AdmissionReviews, trusting only the authority that the configuration names.</summary>
internal sealed class WebhookCaller(ServerContext server)
{
    private const int DefaultTimeoutSeconds = 10;

    /// <summary>The <c>response</c> of the review.</summary>
    /// <exception cref="WebhookException">No answer came, or none that can be understood.</exception>
    public async Task<JsonObject> CallAsync(JsonNode webhook, AdmissionRequest request)
    {
        var uid = Guid.NewGuid().ToString();
        var review = new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = "admission.k8s.io/v1", ["request"] = request.ToJson(uid) };
        var (url, host) = Target(webhook.Obj("clientConfig"));
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(request.Call.Cancelled);
        timeout.CancelAfter(TimeSpan.FromSeconds(webhook.Number("timeoutSeconds") ?? DefaultTimeoutSeconds));
        try
        {
            using var handler = Handler(webhook.Text("clientConfig", "caBundle"));
            using var http = new HttpClient(handler);
            using var post = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(review.ToUtf8()) };
            post.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            // The certificate must be for the service, wherever it is reached; the handler takes the name from here.
            post.Headers.Host = host;
            using var answer = await http.SendAsync(post, timeout.Token);
            if (!answer.IsSuccessStatusCode) throw new WebhookException("the server rejected our request for an unknown reason");
            var parsed = JsonAccess.Parse(await answer.Content.ReadAsByteArrayAsync(timeout.Token));
            if (parsed.Obj("response") is not { } response || response.Text("uid") != uid) throw new WebhookException($"expected response.uid=\"{uid}\"");
            return response;
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or JsonException)
        {
            throw new WebhookException($"Post \"{url}\": {failed.Message}");
        }
        catch (OperationCanceledException) when (!request.Call.Cancelled.IsCancellationRequested)
        {
            throw new WebhookException($"Post \"{url}\": context deadline exceeded");
        }
    }

    private (Uri Url, string? Host) Target(JsonObject? config)
    {
        if (config.Text("url") is { } url) return (new Uri(url), null);
        var (ns, name) = (config.Text("service", "namespace") ?? "", config.Text("service", "name") ?? "");
        var port = (int)(config.Number("service", "port") ?? 443);
        if (server.Options.ServiceAddress?.Invoke(ns, name, port) is not { } address) throw new WebhookException($"service \"{name}\" not found");
        return (new Uri(address, config.Text("service", "path") ?? "/"), string.Create(CultureInfo.InvariantCulture, $"{name}.{ns}.svc"));
    }

    private static SocketsHttpHandler Handler(string? caBundle)
    {
        var handler = new SocketsHttpHandler();
        if (caBundle is null) return handler;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(caBundle)));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        return handler;
    }
}

/// <summary>A webhook that could not be asked.</summary>
internal sealed class WebhookException(string message) : Exception(message);
