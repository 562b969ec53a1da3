using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Http;

/// <summary>The ResourceQuota admission, for numbers of objects (<c>count/deployments.apps</c>, <c>configmaps</c>, ...).</summary>
internal sealed class QuotaGate(ServerContext server)
{
    private static readonly GroupResource Quotas = new("", "resourcequotas");

    /// <exception cref="ApiException">403: one more would exceed a quota of the namespace.</exception>
    public void CheckCreate(ApiResource resource, string @namespace, string name)
    {
        if (!resource.Namespaced) return;
        foreach (var quota in server.Store.Snapshot(Quotas).Range(@namespace, null))
        {
            foreach (var limit in quota.Parse().Obj("spec", "hard") ?? []) Check(resource, @namespace, name, quota.Key.Name, limit);
        }
    }

    private void Check(ApiResource resource, string @namespace, string name, string quota, KeyValuePair<string, JsonNode?> limit)
    {
        if (limit.Key != $"count/{resource.Id}" && (resource.Group.Length > 0 || limit.Key != resource.Plural)) return;
        if (!int.TryParse(limit.Value?.ToString(), CultureInfo.InvariantCulture, out var hard)) return;
        var used = server.Store.Snapshot(resource.Storage).Range(@namespace, null).Count();
        if (used < hard) return;
        throw ApiException.Forbidden(resource.Id, name, string.Create(
            CultureInfo.InvariantCulture,
            $"exceeded quota: {quota}, requested: {limit.Key}=1, used: {limit.Key}={used}, limited: {limit.Key}={hard}"));
    }
}
