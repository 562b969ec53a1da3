using Loadline.Simulator.Catalog;
using Loadline.Simulator.Kinds;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Controllers;

/// <summary>Deletes the objects of a CustomResourceDefinition that is being deleted, then lets the definition go.</summary>
internal sealed class DefinitionCleanup(ControllerClient client) : IController
{
    public void Handle(StoreEvent change)
    {
        if (change.Object.Resource == CustomResources.Definitions)
        {
            if (change.Kind != StoreEventKind.Deleted && change.Object.Deleting) Clean(change.Object.Key);
        }
        else if (change.Kind == StoreEventKind.Deleted && change.Object.Resource.Group.Length > 0)
        {
            var definition = new ObjectKey("", change.Object.Resource.ToString());
            if (client.Store.Find(CustomResources.Definitions, definition) is { Deleting: true }) Clean(definition);
        }
    }

    private void Clean(ObjectKey definition)
    {
        var dot = definition.Name.IndexOf('.', StringComparison.Ordinal);
        var resource = new GroupResource(definition.Name[(dot + 1)..], definition.Name[..dot]);
        foreach (var left in client.Store.Snapshot(resource).Objects)
        {
            if (!left.Deleting) client.Delete(resource, left.Key);
        }
        if (client.Store.Snapshot(resource).Objects.IsEmpty) client.RemoveFinalizer(CustomResources.Definitions, definition, DefinitionRules.CleanupFinalizer);
    }
}
