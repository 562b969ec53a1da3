using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>An API server under test, over plain HTTP requests: what any client sees.</summary>
public sealed class ApiTarget : IDisposable
{
    private readonly HttpClient _http;

    private readonly string _caPem;
    private readonly Func<Task> _compact;

    public ApiTarget(string name, Uri endpoint, string token, string caPem, Func<Task>? compact = null)
    {
        Name = name;
        Endpoint = endpoint;
        _caPem = caPem;
        _compact = compact ?? (() => throw new NotSupportedException());
        var ca = X509Certificate2.CreateFromPem(caPem);
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { ca },
                },
            },
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = endpoint,
            DefaultRequestVersion = HttpVersion.Version20,
            Timeout = TimeSpan.FromSeconds(30),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("contract-tests/1.0");
    }

    public string Name { get; }

    public Uri Endpoint { get; }

    public Task<Answer> Get(string path, string? accept = null) => Send("GET", path, null, accept: accept);

    public Task<Answer> Post(string path, JsonNode body) => Send("POST", path, body);

    public Task<Answer> Put(string path, JsonNode body) => Send("PUT", path, body);

    public Task<Answer> Delete(string path, JsonNode? options = null) => Send("DELETE", path, options);

    public Task<Answer> MergePatch(string path, JsonNode patch) => Send("PATCH", path, patch, "application/merge-patch+json");

    public Task<Answer> StrategicPatch(string path, JsonNode patch) => Send("PATCH", path, patch, "application/strategic-merge-patch+json");

    public Task<Answer> JsonPatch(string path, JsonArray patch) => Send("PATCH", path, patch, "application/json-patch+json");

    public Task<Answer> Apply(string path, JsonObject configuration, string manager, bool force = false) =>
        Send("PATCH", $"{path}?fieldManager={manager}&force={(force ? "true" : "false")}", configuration, "application/apply-patch+yaml");

    public async Task<Answer> Send(string method, string path, JsonNode? body, string contentType = "application/json", string? accept = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Version = HttpVersion.Version20 };
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse(contentType));
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await Read(request);
    }

    private async Task<Answer> Read(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var parsed = text.StartsWith('{') ? (JsonObject)JsonNode.Parse(text)! : new JsonObject { ["text"] = text };
        return new Answer((int)response.StatusCode, parsed, response.Content.Headers.ContentType?.ToString() ?? "", [.. Warnings(response)]);
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task<Answer> SendText(string method, string path, string body, string contentType)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Version = HttpVersion.Version20 };
        request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(contentType));
        return await Read(request);
    }

    /// <summary>The same server for somebody else.</summary>
    public ApiTarget As(string token) => new(Name, Endpoint, token, _caPem);

    /// <summary>The same server and token, in the name of somebody else.</summary>
    public ApiTarget Impersonating(string token, string user, params string[] groups)
    {
        var target = As(token);
        target._http.DefaultRequestHeaders.Add("Impersonate-User", user);
        foreach (var group in groups) target._http.DefaultRequestHeaders.Add("Impersonate-Group", group);
        return target;
    }

    /// <summary>Forgets the history of the server's storage.</summary>
    public Task Compact() => _compact();

    /// <summary>Opens a watch; it ends with the disposal of the result.</summary>
    public async Task<Watch> Watch(string path, string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "watch=true") { Version = HttpVersion.Version20 };
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new Watch(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>A namespace of the test's own; returns its path.</summary>
    public async Task<string> Namespace()
    {
        var name = "contract-" + Guid.NewGuid().ToString("N")[..10];
        var created = await Post("/api/v1/namespaces", Manifests.Named("v1", "Namespace", name));
        Assert.Equal(201, created.Code);
        return name;
    }

    public override string ToString() => Name;

    public void Dispose() => _http.Dispose();

    private static IEnumerable<string> Warnings(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Warning", out var values) ? values : [];
}
