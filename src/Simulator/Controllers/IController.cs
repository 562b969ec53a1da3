using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Controllers;

/// <summary>Reacts to committed changes, one at a time and in order.</summary>
internal interface IController
{
    void Handle(StoreEvent change);
}
