using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Loadline.E2E.Harness;

/// <summary>
/// What metrics-server is to a real API server: an extension API, <c>metrics.k8s.io</c>, that the server aggregates. It reports what the test says.
/// </summary>
internal sealed class MetricsServer : IAsyncDisposable
{
    private const string ApiService = "/apis/apiregistration.k8s.io/v1/apiservices";
    private const string ApiName = "v1beta1.metrics.k8s.io";
    private const string Service = "e2e-metrics";

    private readonly WebApplication _web;
    private readonly RealControlPlane _plane;
    private readonly string _node;
    private long _milliCores;

    private MetricsServer(WebApplication web, RealControlPlane plane, string node)
    {
        _web = web;
        _plane = plane;
        _node = node;
    }

    /// <summary>Cores of the node that are in use.</summary>
    public double CoresInUse
    {
        get => Interlocked.Read(ref _milliCores) / 1000.0;
        set => Interlocked.Exchange(ref _milliCores, (long)(value * 1000));
    }

    /// <summary>Starts it and waits until the API server serves it.</summary>
    /// <param name="plane">The API server.</param>
    /// <param name="node">Node that it reports on.</param>
    /// <param name="coresInUse">Cores of that node that are in use.</param>
    public static async Task<MetricsServer> StartAsync(RealControlPlane plane, string node, double coresInUse)
    {
        var port = LoopbackPorts.Take();
        using var authority = new TestCertificateAuthority("metrics");
        var (certificate, key) = authority.IssueLoopbackServer();
        using var pair = X509Certificate2.CreateFromPem(certificate, key);
        // Kestrel wants a key that is not ephemeral.
        var serving = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.UseHttps(serving)));
        var server = new MetricsServer(builder.Build(), plane, node) { CoresInUse = coresInUse };
        server._web.Run(server.AnswerAsync);
        await server._web.StartAsync();
        await server.RegisterAsync(port);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _plane.Client.DeleteAsync($"{ApiService}/{ApiName}");
        await _plane.Client.DeleteAsync($"{KubePaths.Core("kube-system", "services")}/{Service}");
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

    private async Task RegisterAsync(int port)
    {
        await _plane.Client.EnsureAsync(KubePaths.Namespaces, Manifests.Namespace("kube-system"));
        await _plane.Client.CreateAsync(KubePaths.Core("kube-system", "services"), new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject { ["name"] = Service },
            ["spec"] = new JsonObject { ["type"] = "ExternalName", ["externalName"] = "localhost", ["ports"] = new JsonArray(new JsonObject { ["port"] = port }) },
        });
        await _plane.Client.CreateAsync(ApiService, new()
        {
            ["apiVersion"] = "apiregistration.k8s.io/v1",
            ["kind"] = "APIService",
            ["metadata"] = new JsonObject { ["name"] = ApiName },
            ["spec"] = new JsonObject
            {
                ["group"] = "metrics.k8s.io",
                ["version"] = "v1beta1",
                ["groupPriorityMinimum"] = 100,
                ["versionPriority"] = 100,
                ["insecureSkipTLSVerify"] = true,
                ["service"] = new JsonObject { ["namespace"] = "kube-system", ["name"] = Service, ["port"] = port },
            },
        });
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                return (await _plane.Client.ListAsync("/apis/metrics.k8s.io/v1beta1/nodes")).Count == 1 ? null : "the API server does not serve metrics.k8s.io yet";
            }
            catch (KubeRefusal refusal)
            {
                return refusal.Message;
            }
        });
    }

    private Task AnswerAsync(HttpContext context)
    {
        JsonNode? answer = context.Request.Path.Value switch
        {
            "/apis/metrics.k8s.io/v1beta1" => new JsonObject
            {
                ["kind"] = "APIResourceList",
                ["apiVersion"] = "v1",
                ["groupVersion"] = "metrics.k8s.io/v1beta1",
                ["resources"] = new JsonArray(new JsonObject
                {
                    ["name"] = "nodes",
                    ["singularName"] = "",
                    ["namespaced"] = false,
                    ["kind"] = "NodeMetrics",
                    ["verbs"] = new JsonArray("get", "list"),
                }),
            },
            "/apis/metrics.k8s.io/v1beta1/nodes" => new JsonObject
            {
                ["kind"] = "NodeMetricsList",
                ["apiVersion"] = "metrics.k8s.io/v1beta1",
                ["metadata"] = new JsonObject(),
                ["items"] = new JsonArray(new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = _node },
                    ["timestamp"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                    ["window"] = "15s",
                    ["usage"] = new JsonObject { ["cpu"] = $"{Interlocked.Read(ref _milliCores)}m", ["memory"] = "1Gi" },
                }),
            },
            _ => null,
        };
        if (answer is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString());
    }
}
