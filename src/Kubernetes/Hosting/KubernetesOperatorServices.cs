using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.LeaderElection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Loadline.Kubernetes.Hosting;

/// <summary>Registers an operator with a host.</summary>
public static class KubernetesOperatorServices
{
    /// <summary>
    /// Registers an operator; add controllers to what is returned. Needs a <see cref="KubernetesClientConfiguration"/>, or a <see cref="KubeTransport"/>, among the
    /// services; a <see cref="TimeProvider"/>, <see cref="LeaderElection.LeaderElectionOptions"/>, <see cref="ControllerMetrics"/> and further <see cref="OperatorPart"/>s are used
    /// where they are registered.
    /// </summary>
    public static IOperatorBuilder AddKubernetesOperator(this IServiceCollection services, OperatorSettings? settings = null)
    {
        settings ??= new();
        var entities = new EntityCatalog();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LeaderFence>();
        services.TryAddSingleton(static s => KubeTransport.Create(s.GetRequiredService<KubernetesClientConfiguration>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static s => new KubeClient(
            s.GetRequiredService<KubeTransport>(), s.GetRequiredService<TimeProvider>(), fence: s.GetRequiredService<LeaderFence>().ThrowIfExpired));
        services.TryAddSingleton<IKubernetesClient>(s => new KubernetesClient(s.GetRequiredService<KubeClient>(), entities, settings.Name));
        services.AddSingleton<IHostedService>(s => new KubernetesOperator(s, settings));
        return new OperatorBuilder(services, settings, entities);
    }
}
