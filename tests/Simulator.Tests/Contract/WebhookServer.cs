using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Loadline.E2E.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>An admission webhook of one case, on loopback, with a certificate of an authority of its own.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly X509Certificate2 _certificate;
    private readonly string _caPem;

    private WebhookServer(WebApplication web, X509Certificate2 certificate, string caPem)
    {
        _web = web;
        _certificate = certificate;
        _caPem = caPem;
        Url = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public string Url { get; }

    /// <param name="answer">Makes the response of a request, without its uid.</param>
    public static async Task<WebhookServer> Start(Func<JsonObject, JsonObject> answer)
    {
        using var authority = new TestCertificateAuthority("webhook");
        var (pem, key) = authority.IssueLoopbackServer();
        var certificate = X509Certificate2.CreateFromPem(pem, key);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var web = builder.Build();
        web.Run(async http =>
        {
            var review = (await JsonNode.ParseAsync(http.Request.Body))!;
            var request = review["request"]!.AsObject();
            var response = answer(request);
            response["uid"] = (string)request["uid"]!;
            var body = new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["response"] = response };
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(body.ToJsonString());
        });
        await web.StartAsync();
        return new WebhookServer(web, certificate, authority.CertificatePem);
    }

    /// <summary>A configuration that asks this server about ConfigMaps of one namespace.</summary>
    public JsonObject Configuration(string kind, string ns, string operation, Action<JsonNode>? change = null)
    {
        var configuration = Manifests.Named("admissionregistration.k8s.io/v1", kind, $"contract-{ns}");
        var webhook = Manifests.Parse($$"""
            {"name":"judge.example.test","sideEffects":"None","admissionReviewVersions":["v1"],"timeoutSeconds":30,"failurePolicy":"Fail",
             "clientConfig":{"url":"{{Url}}","caBundle":"{{Convert.ToBase64String(Encoding.ASCII.GetBytes(_caPem))}}"},
             "rules":[{"operations":["{{operation}}"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}],
             "namespaceSelector":{"matchLabels":{"contract":"{{ns}}"} } }
            """);
        change?.Invoke(webhook);
        configuration["webhooks"] = new JsonArray(webhook);
        return configuration;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        _certificate.Dispose();
    }
}
