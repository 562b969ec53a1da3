using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.LeaderElection;

namespace Loadline.Kubernetes.Events;

/// <summary>Events to an API server.</summary>
/// <param name="client">The API server; not disposed.</param>
/// <param name="fieldManager">Field manager of the writes.</param>
public sealed class KubeEventSink(KubeClient client, string fieldManager) : IEventSink
{
    private const string DefaultNamespace = "default";
    private const string SystemNamespace = "kube-system";

    // Set once the server has shown that it is of those that want events about cluster-scoped objects in kube-system (before 1.22).
    private volatile bool _wantsSystemNamespace;

    /// <inheritdoc/>
    public async Task<EventWriteResult> CreateAsync(ReadOnlyMemory<byte> json, string ns, CancellationToken cancellationToken)
    {
        var (result, isNamespaceMismatch) = await WriteAsync(client.CreateAsync(CoreResources.Events, ns, json, fieldManager, cancellationToken), cancellationToken);
        if (!isNamespaceMismatch || ns != DefaultNamespace) return result;
        _wantsSystemNamespace = true;
        var moved = JsonNode.Parse(json.Span)!;
        moved["metadata"]!["namespace"] = SystemNamespace;
        var body = Encoding.UTF8.GetBytes(moved.ToJsonString());
        return (await WriteAsync(client.CreateAsync(CoreResources.Events, SystemNamespace, body, fieldManager, cancellationToken), cancellationToken)).Result;
    }

    /// <inheritdoc/>
    public async Task<EventWriteResult> PatchAsync(ReadOnlyMemory<byte> patch, string ns, string name, CancellationToken cancellationToken)
    {
        var (result, _) = await WriteAsync(client.PatchAsync(CoreResources.Events, ns, name, PatchKind.Merge, patch, fieldManager, cancellationToken), cancellationToken);
        if (result != EventWriteResult.NotFound || ns != DefaultNamespace || !_wantsSystemNamespace) return result;
        return (await WriteAsync(client.PatchAsync(CoreResources.Events, SystemNamespace, name, PatchKind.Merge, patch, fieldManager, cancellationToken), cancellationToken)).Result;
    }

    private static bool IsNamespaceMismatch(StatusException e) =>
        e.Code == HttpStatusCode.UnprocessableEntity && e.Message.Contains("does not match event.namespace", StringComparison.Ordinal);

    private static async Task<(EventWriteResult Result, bool IsNamespaceMismatch)> WriteAsync(Task<KubeObject> write, CancellationToken cancellationToken)
    {
        try
        {
            await write;
            return (EventWriteResult.Written, false);
        }
        catch (StatusException e)
        {
            var result = e switch
            {
                // Creating it again after a lost answer: it is there.
                { IsAlreadyExists: true } => EventWriteResult.Written,
                { IsNotFound: true } => EventWriteResult.NotFound,
                { Code: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } => EventWriteResult.Failed,
                _ => EventWriteResult.Rejected,
            };
            return (result, IsNamespaceMismatch(e));
        }
        catch (LeadershipLostException)
        {
            return (EventWriteResult.Rejected, false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever the transport or its policies threw, an event is worth a few more tries and nothing else.
            return (EventWriteResult.Failed, false);
        }
    }
}
