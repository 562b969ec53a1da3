using System.Text.Json.Nodes;
using Loadline.Kubernetes.Models;
using Loadline.Simulator.Json;
using Loadline.Simulator.Quotas;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Controllers;

/// <summary>Keeps <c>status.hard</c> and <c>status.used</c> of ResourceQuotas.</summary>
internal sealed class QuotaController(ControllerClient client) : IController
{
    private static readonly GroupResource Quotas = new("", "resourcequotas");

    private readonly HashSet<string> _touched = [];

    public void Handle(StoreEvent change)
    {
        if (change.Object.Key.Namespace.Length > 0) _touched.Add(change.Object.Key.Namespace);
    }

    public void Settle()
    {
        foreach (var ns in _touched)
        {
            foreach (var quota in client.Store.Snapshot(Quotas).Range(ns, null)) client.Edit(Quotas, quota.Key, obj => Update(obj, ns));
        }
        _touched.Clear();
    }

    private bool Update(JsonObject quota, string ns)
    {
        var hard = quota.Obj("spec", "hard") ?? [];
        var used = new JsonObject();
        foreach (var (measure, limit) in hard)
        {
            if (ResourceQuantity.TryParse(limit?.ToString() ?? "", out _)) used[measure] = QuotaUsage.Print(measure, QuotaUsage.Sum(client.Store, measure, ns));
        }
        var status = new JsonObject { ["hard"] = hard.DeepClone(), ["used"] = used };
        if (quota.At("status").Same(status)) return false;
        quota["status"] = status;
        return true;
    }
}
