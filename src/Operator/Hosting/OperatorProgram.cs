using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Hosting;
using Loadline.Kubernetes.LeaderElection;

namespace Loadline.Operator.Hosting;

/// <summary>Runs the operator as a process: signals, logs and exit codes.</summary>
internal static class OperatorProgram
{
    /// <summary>0 after a clean stop, 1 when the configuration is unusable or the hub's caches cannot be read, 2 when leadership was lost.</summary>
    public static async Task<int> RunAsync(OperatorOptions options, CancellationToken ct)
    {
        using var loggers = LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(options.LogLevel);
            logging.AddFilter("Microsoft", LogLevel.Warning);
            if (options.JsonLogs) logging.AddJsonConsole(static o => o.UseUtcTimestamp = true);
            else logging.AddSimpleConsole(static o => (o.SingleLine, o.UseUtcTimestamp, o.TimestampFormat) = (true, true, "HH:mm:ss.fff "));
        });
        var logger = loggers.CreateLogger("Loadline");
        try
        {
            var hub = options.Kubeconfig is null && options.Context is null
                ? KubernetesClientConfiguration.BuildDefaultConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigFile(options.Kubeconfig, options.Context);
            await using var instance = await LoadlineOperator.StartAsync(hub, options, loggers, TimeProvider.System, ct);
            await instance.Completion.WaitAsync(ct);
            return 0;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            logger.LogInformation("stopped");
            return 0;
        }
        catch (LeadershipLostException e)
        {
            logger.LogCritical("{Error}", e.Message);
            return 2;
        }
        catch (Exception e) when (e is KubeConfigException or IOException or InvalidOperationException or OperatorFailedException or TimeoutException)
        {
            logger.LogCritical("{Error}", e.Message);
            return 1;
        }
    }
}
