using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Controllers;

/// <summary>Gives new namespaces what every pod in them needs, and empties those that are being deleted.</summary>
internal sealed class NamespaceController(ControllerClient client, string caPem) : IController
{
    private static readonly GroupResource Namespaces = new("", "namespaces");
    private static readonly GroupResource ServiceAccounts = new("", "serviceaccounts");
    private static readonly GroupResource ConfigMaps = new("", "configmaps");

    public void Handle(StoreEvent change)
    {
        if (change.Object.Resource == Namespaces)
        {
            if (change.Kind == StoreEventKind.Added) Furnish(change.Object.Key.Name);
            else if (change.Kind == StoreEventKind.Modified && change.Object.Deleting) Empty(change.Object.Key.Name);
        }
        else if (change.Kind == StoreEventKind.Deleted && change.Object.Key.Namespace is { Length: > 0 } name
                 && client.Store.Find(Namespaces, new ObjectKey("", name)) is { Deleting: true })
        {
            Empty(name);
        }
    }

    private void Furnish(string name)
    {
        client.Create(ServiceAccounts, new JsonObject
        {
            ["kind"] = "ServiceAccount",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["name"] = "default", ["namespace"] = name },
        });
        client.Create(ConfigMaps, new JsonObject
        {
            ["kind"] = "ConfigMap",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["name"] = "kube-root-ca.crt", ["namespace"] = name },
            ["data"] = new JsonObject { ["ca.crt"] = caPem },
        });
    }

    private void Empty(string name)
    {
        var left = 0;
        foreach (var resource in client.Store.Resources())
        {
            foreach (var content in client.Store.Snapshot(resource).Range(name, null))
            {
                if (!content.Deleting) client.Delete(resource, content.Key);
                if (client.Store.Find(resource, content.Key) is not null) left++;
            }
        }
        if (left > 0) return;
        client.Edit(Namespaces, new ObjectKey("", name), obj =>
        {
            if (obj.Arr("spec", "finalizers") is null or { Count: 0 }) return false;
            obj.Ensure("spec").Remove("finalizers");
            return true;
        });
    }
}
