using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Events;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Members;

namespace Loadline.Operator.Events;

/// <summary>The operator's events on the hub, through the recorder that aggregates and limits them.</summary>
internal sealed class HubEvents(KubeClient hub, TimeProvider time, ILogger<EventRecorder> logger) : IEvents
{
    private readonly EventRecorder _recorder = new(
        new KubeEventSink(hub, Crds.WellKnown.FieldManager), new() { ReportingController = "loadline.io/operator" }, time, logger);

    public void Record(ObjectReference regarding, bool warning, string reason, string action, string note)
    {
        if (logger.IsEnabled(LogLevel.Information))
            logger.LogInformation("{Kind} {Namespace}/{Name}: {Reason}: {Note}", regarding.Kind, regarding.Namespace, regarding.Name, reason, note);
        _recorder.Record(regarding, null, warning ? EventType.Warning : EventType.Normal, reason, action, note);
    }

    /// <summary>Writes what was recorded, until cancelled or completed (EV5: stopped last).</summary>
    public Task RunAsync(CancellationToken ct) => _recorder.RunAsync(ct);

    /// <summary>Takes no more; what was taken is still written.</summary>
    public void Complete() => _recorder.Complete();
}
