using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Members;

/// <summary>Where events go. Never blocks, never fails.</summary>
internal interface IEvents
{
    /// <summary>Records an event.</summary>
    /// <param name="regarding">The object that it is about.</param>
    /// <param name="warning">True for trouble.</param>
    /// <param name="reason">Stable identifier.</param>
    /// <param name="action">What was being done.</param>
    /// <param name="note">Message for people.</param>
    void Record(ObjectReference regarding, bool warning, string reason, string action, string note);
}
