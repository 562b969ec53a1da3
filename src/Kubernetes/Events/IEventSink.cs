namespace Loadline.Kubernetes.Events;

/// <summary>What became of a write.</summary>
public enum EventWriteResult
{
    /// <summary>The server has it.</summary>
    Written,

    /// <summary>The server refused it; it would refuse it again.</summary>
    Rejected,

    /// <summary>There is no event of that name (any more).</summary>
    NotFound,

    /// <summary>The server was not reached, or is too busy; to be tried again.</summary>
    Failed,
}

/// <summary>Where events are written. Reports failures as results; throws only when cancelled.</summary>
public interface IEventSink
{
    /// <summary>Creates an events.k8s.io/v1 Event.</summary>
    /// <param name="json">The event.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<EventWriteResult> CreateAsync(ReadOnlyMemory<byte> json, string ns, CancellationToken cancellationToken);

    /// <summary>Changes an event by a JSON merge patch.</summary>
    /// <param name="patch">The patch.</param>
    /// <param name="ns">The event's namespace.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<EventWriteResult> PatchAsync(ReadOnlyMemory<byte> patch, string ns, string name, CancellationToken cancellationToken);
}
