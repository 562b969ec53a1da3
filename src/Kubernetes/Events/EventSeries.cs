using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Events;

/// <summary>Events that say the same about the same (EV3). The note is not part of it.</summary>
internal sealed record EventKey(ObjectReference Regarding, ObjectReference? Related, EventType Type, string Reason, string Action);

/// <summary>One event as it was recorded.</summary>
internal sealed record RecordedEvent(EventKey Key, string Note, DateTimeOffset At);

/// <summary>An event that was written, and what has happened since.</summary>
internal sealed class EventSeries(string ns, string name, DateTimeOffset at, long timestamp)
{
    public string Namespace { get; } = ns;

    public string Name { get; } = name;

    public int Count { get; private set; } = 1;

    public int WrittenCount { get; set; } = 1;

    public DateTimeOffset LastSeen { get; private set; } = at;

    /// <summary>By the monotonic clock.</summary>
    public long LastSeenAt { get; private set; } = timestamp;

    /// <summary>By the monotonic clock.</summary>
    public long WrittenAt { get; set; } = timestamp;

    public void Saw(DateTimeOffset at, long timestamp)
    {
        Count++;
        LastSeen = at;
        LastSeenAt = timestamp;
    }
}
