using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Simulator;
using Loadline.Simulator.Faults;
using Loadline.Simulator.InProcess;

namespace Loadline.Kubernetes.Tests.Faults;

/// <summary>An API server and clients of it in virtual time on the test's own thread.</summary>
internal sealed class VirtualCluster : IDisposable
{
    private readonly List<HttpMessageHandler> _handlers = [];

    public VirtualCluster(Func<SimulatedClusterOptions, SimulatedClusterOptions>? change = null)
    {
        Loop = new(Time);
        var options = new SimulatedClusterOptions { Name = "virtual", TimeProvider = Time, Token = "token" };
        Api = new(change?.Invoke(options) ?? options);
    }

    public ManualTimeProvider Time { get; } = new();

    public VirtualLoop Loop { get; }

    public InProcessApi Api { get; }

    public KubeClient Connect(FaultScript? faults = null, RequestResilienceOptions? resilience = null, Action? fence = null) =>
        new(Transport(faults), Time, resilience, fence: fence);

    public KubeTransport Transport(FaultScript? faults = null)
    {
        var handler = Api.Connect(faults);
        _handlers.Add(handler);
        var configuration = new KubernetesClientConfiguration { Host = new("https://virtual:6443"), AccessToken = Api.Options.Token };
        return KubeTransport.Create(configuration, handler, Time);
    }

    public void Dispose()
    {
        Api.Dispose();
        Loop.Settle();
        foreach (var handler in _handlers) handler.Dispose();
    }
}
