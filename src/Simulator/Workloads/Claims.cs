using System.Text.Json.Nodes;
using Loadline.Simulator.Controllers;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>PersistentVolumeClaims: releases deleted ones and, where workloads run, binds new ones to a volume of their size.</summary>
internal sealed class Claims(ControllerClient client, bool bind) : IController
{
    private static readonly GroupResource Id = new("", "persistentvolumeclaims");

    public void Handle(StoreEvent change)
    {
        if (change.Object.Resource != Id || change.Kind == StoreEventKind.Deleted) return;
        if (change.Object.Deleting) client.RemoveFinalizer(Id, change.Object.Key, "kubernetes.io/pvc-protection");
        else if (bind) Bind(change.Object.Key);
    }

    private void Bind(ObjectKey key) => client.Edit(Id, key, claim =>
    {
        if (claim.Text("status", "phase") != "Pending") return false;
        claim.Ensure("spec")["volumeName"] = $"pvc-{claim.Text("metadata", "uid")}";
        claim["status"] = new JsonObject
        {
            ["phase"] = "Bound",
            ["accessModes"] = claim.At("spec", "accessModes")?.DeepClone(),
            ["capacity"] = new JsonObject { ["storage"] = claim.At("spec", "resources", "requests", "storage")?.DeepClone() },
        };
        return true;
    });
}
