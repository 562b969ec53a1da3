using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Kubernetes.Models;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;
using Loadline.Simulator.Quotas;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Http;

/// <summary>The ResourceQuota admission: numbers of objects, and what pods request and are limited to.</summary>
internal sealed class QuotaGate(ServerContext server)
{
    private static readonly GroupResource Quotas = new("", "resourcequotas");

    /// <exception cref="ApiException">403: the object would exceed a quota of its namespace, or does not say what it needs of what is limited.</exception>
    public void CheckCreate(ApiResource resource, string @namespace, JsonObject obj)
    {
        if (!resource.Namespaced) return;
        foreach (var quota in server.Store.Snapshot(Quotas).Range(@namespace, null))
        {
            var (requested, used, limited, missing) = (new List<string>(), new List<string>(), new List<string>(), new List<string>());
            foreach (var (measure, limit) in quota.Parse().Obj("spec", "hard") ?? [])
            {
                if (!ResourceQuantity.TryParse(limit?.ToString() ?? "", out var hard) || QuotaUsage.Of(measure, resource.Id, obj) is not { } wanted) continue;
                if (wanted == 0)
                {
                    missing.Add(measure);
                    continue;
                }
                var sum = QuotaUsage.Sum(server.Store, measure, @namespace);
                if (sum + wanted <= QuotaUsage.InUnits(measure, hard)) continue;
                requested.Add($"{measure}={QuotaUsage.Print(measure, wanted)}");
                used.Add($"{measure}={QuotaUsage.Print(measure, sum)}");
                limited.Add($"{measure}={limit}");
            }
            if (missing.Count > 0)
            {
                throw ApiException.Forbidden(resource.Id, obj.Name(), $"failed quota: {quota.Key.Name}: must specify {string.Join(",", missing)}");
            }
            if (requested.Count == 0) continue;
            throw ApiException.Forbidden(resource.Id, obj.Name(), string.Create(
                CultureInfo.InvariantCulture,
                $"exceeded quota: {quota.Key.Name}, requested: {string.Join(",", requested)}, used: {string.Join(",", used)}, limited: {string.Join(",", limited)}"));
        }
    }
}
