using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.LeaderElection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Loadline.Kubernetes.Hosting;

/// <summary>Runs the controllers that were added, as a service of the host. An error that ends it ends the host.</summary>
internal sealed class KubernetesOperator(IServiceProvider services, OperatorSettings settings) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>What the host runs; a test runs it on its own thread.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var loggers = services.GetRequiredService<ILoggerFactory>();
        var logger = loggers.CreateLogger(settings.Name);
        using var informers = new InformerSet(services.GetRequiredService<KubeClient>(), time, Random.Shared, logger, new());
        var runtime = new OperatorRuntime(Elector(time, loggers), services.GetRequiredService<LeaderFence>(), settings.Runtime, time, logger);
        foreach (var part in services.GetServices<OperatorPart>()) runtime.Add(part);
        foreach (var registration in services.GetServices<IEntityRegistration>())
            foreach (var part in registration.Parts(services, informers)) runtime.Add(part);
        await runtime.RunAsync(stoppingToken);
    }

    private LeaderElector? Elector(TimeProvider time, ILoggerFactory loggers)
    {
        if (settings.LeaseNamespace is not { } ns) return null;
        var lease = new KubeLeaseLock(services.GetRequiredService<Http.KubeTransport>(), ns, $"{settings.Name}-leader");
        return new(lease, services.GetService<LeaderElectionOptions>() ?? new(), time, null, loggers.CreateLogger<LeaderElector>());
    }
}
