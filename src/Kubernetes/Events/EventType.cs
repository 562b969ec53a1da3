namespace Loadline.Kubernetes.Events;

/// <summary>How serious an event is.</summary>
public enum EventType
{
    /// <summary>For information.</summary>
    Normal,

    /// <summary>Trouble.</summary>
    Warning,
}
