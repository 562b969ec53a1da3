using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Controllers;

/// <summary>Reacts to committed changes; called one at a time and in order, so it needs no locks.</summary>
internal interface IController
{
    /// <summary>Takes note of a change. Level-based controllers only mark what to look at and act in <see cref="Settle"/>.</summary>
    void Handle(StoreEvent change);

    /// <summary>Runs when no change is waiting: many changes cost one look.</summary>
    void Settle()
    {
    }
}
