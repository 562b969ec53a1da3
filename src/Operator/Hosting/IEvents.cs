using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Hosting;

/// <summary>Records what a user should see beside the object it is about. Never blocks, never fails (EV1).</summary>
internal interface IEvents
{
    /// <summary>Records one event.</summary>
    /// <param name="regarding">Object that the event is about.</param>
    /// <param name="warning">True for a Warning, false for a Normal event.</param>
    /// <param name="reason">Stable CamelCase identifier.</param>
    /// <param name="action">What was done or tried.</param>
    /// <param name="note">In words.</param>
    void Record(ObjectReference regarding, bool warning, string reason, string action, string note);
}
