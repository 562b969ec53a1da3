using System.Net;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.LeaderElection;

namespace Loadline.Kubernetes.Events;

/// <summary>Events to an API server.</summary>
/// <param name="client">The API server; not disposed.</param>
/// <param name="fieldManager">Field manager of the writes.</param>
public sealed class KubeEventSink(KubeClient client, string fieldManager) : IEventSink
{
    /// <inheritdoc/>
    public Task<EventWriteResult> CreateAsync(ReadOnlyMemory<byte> json, string ns, CancellationToken cancellationToken) =>
        WriteAsync(client.CreateAsync(CoreResources.Events, ns, json, fieldManager, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<EventWriteResult> PatchAsync(ReadOnlyMemory<byte> patch, string ns, string name, CancellationToken cancellationToken) =>
        WriteAsync(client.PatchAsync(CoreResources.Events, ns, name, PatchKind.Merge, patch, fieldManager, cancellationToken), cancellationToken);

    private static async Task<EventWriteResult> WriteAsync(Task<KubeObject> write, CancellationToken cancellationToken)
    {
        try
        {
            await write;
            return EventWriteResult.Written;
        }
        catch (StatusException e)
        {
            return e switch
            {
                // Creating it again after a lost answer: it is there.
                { IsAlreadyExists: true } => EventWriteResult.Written,
                { IsNotFound: true } => EventWriteResult.NotFound,
                { Code: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } => EventWriteResult.Failed,
                _ => EventWriteResult.Rejected,
            };
        }
        catch (LeadershipLostException)
        {
            return EventWriteResult.Rejected;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever the transport or its policies threw, an event is worth a few more tries and nothing else.
            return EventWriteResult.Failed;
        }
    }
}
