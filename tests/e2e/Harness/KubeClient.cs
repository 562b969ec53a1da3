using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Loadline.E2E.Harness;

/// <summary>
/// What kubectl does for a test, without kubectl: raw JSON over HTTP, trusting exactly one CA. It shares no code with the
/// operator, so a fault in the operator's client cannot hide itself.
/// </summary>
internal sealed class KubeClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly X509Certificate2 _authority;

    public KubeClient(Uri endpoint, string token, string caBundlePem)
    {
        _authority = X509Certificate2.CreateFromPem(caBundlePem);
        _http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { CertificateChainPolicy = TrustOnly(_authority) },
            EnableMultipleHttp2Connections = true,
        })
        {
            BaseAddress = endpoint,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Timeout = TimeSpan.FromSeconds(30),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("loadline-harness");
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>The object or list at a path; null when there is none.</summary>
    public async Task<JsonObject?> GetAsync(string path, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await _http.SendAsync(request, cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(response, cancellationToken);
    }

    /// <summary>The items at a collection path, with an optional label selector; empty when the kind is not served.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(
        string path, string? labelSelector = null, CancellationToken cancellationToken = default)
    {
        var query = labelSelector is null ? path : $"{path}?labelSelector={Uri.EscapeDataString(labelSelector)}";
        var list = await GetAsync(query, cancellationToken);
        return list?["items"] is JsonArray items ? [.. items.Select(item => item!.AsObject())] : [];
    }

    public Task<JsonObject> CreateAsync(string collection, JsonObject body, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, collection, "application/json", body.ToJsonString(), cancellationToken);

    /// <summary>Creates, or leaves what is there already.</summary>
    public async Task EnsureAsync(string collection, JsonObject body, CancellationToken cancellationToken = default)
    {
        try
        {
            await CreateAsync(collection, body, cancellationToken);
        }
        catch (KubeRefusal refusal) when (refusal.StatusCode == HttpStatusCode.Conflict)
        {
        }
    }

    public Task<JsonObject> ReplaceAsync(string path, JsonObject body, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, path, "application/json", body.ToJsonString(), cancellationToken);

    /// <summary>Server-side apply, as <c>kubectl apply --server-side --force-conflicts</c>.</summary>
    public Task<JsonObject> ApplyAsync(
        string path, JsonObject body, string fieldManager = "harness", CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager={fieldManager}&force=true", "application/apply-patch+yaml",
            body.ToJsonString(), cancellationToken);

    public Task<JsonObject> MergePatchAsync(string path, JsonObject patch, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Patch, path, "application/merge-patch+json", patch.ToJsonString(), cancellationToken);

    /// <summary>Deletes with background propagation; false when there was nothing.</summary>
    public async Task<bool> DeleteAsync(string path, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, path)
        {
            Content = new StringContent("""{"propagationPolicy":"Background"}""", Encoding.UTF8, "application/json"),
        };
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return false;
        await ReadAsync(response, cancellationToken);
        return true;
    }

    /// <summary>The events of one watch request, until the server or the caller ends it.</summary>
    public async IAsyncEnumerable<(string Type, JsonObject Object)> WatchAsync(
        string collection, string? resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = resourceVersion is null ? "" : $"&resourceVersion={resourceVersion}";
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{collection}?watch=true&timeoutSeconds=3600{from}")
        {
            Version = HttpVersion.Version20,
        };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
            await ReadAsync(response, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var change = JsonNode.Parse(line)!.AsObject();
            yield return ((string)change["type"]!, change["object"]!.AsObject());
        }
    }

    /// <summary>A plain text page, such as /metrics.</summary>
    public async Task<string> GetTextAsync(string path, CancellationToken cancellationToken = default) =>
        await _http.GetStringAsync(new Uri(path, UriKind.Relative), cancellationToken);

    public void Dispose()
    {
        _http.Dispose();
        _authority.Dispose();
    }

    private static X509ChainPolicy TrustOnly(X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(authority);
        return policy;
    }

    private async Task<JsonObject> SendAsync(
        HttpMethod method, string path, string contentType, string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await _http.SendAsync(request, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new KubeRefusal(response.StatusCode, $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.PathAndQuery}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }
}
