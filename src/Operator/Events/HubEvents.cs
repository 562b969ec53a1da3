using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Members;

namespace Loadline.Operator.Events;

internal sealed class HubEvents(KubeClient hub, string ns, TimeProvider time, ILogger<HubEvents> logger) : IEvents, IAsyncDisposable
{
    public void Record(ObjectReference regarding, bool warning, string reason, string action, string note) => logger.LogInformation("event {Reason} {Object}: {Note}", reason, regarding, note);
    public Task RunAsync(CancellationToken ct) { _ = (hub, ns, time); return Task.CompletedTask; }
    public ValueTask DisposeAsync() => default;
}
