using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;
using Loadline.Simulator.Selectors;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Admission;

/// <summary>Whether a webhook's or policy's rules and selectors are about a request.</summary>
internal sealed class AdmissionMatch(ServerContext server)
{
    private static readonly GroupResource Namespaces = new("", "namespaces");

    /// <summary>Labels of the namespace that a request is in, or is about; null where it is in none.</summary>
    public JsonObject? NamespaceOf(AdmissionRequest request)
    {
        if (request.Resource is { Group: "", Plural: "namespaces" }) return request.Object ?? request.Old;
        return request.Namespace.Length == 0 ? null : server.Store.Find(Namespaces, new ObjectKey("", request.Namespace))?.Parse();
    }

    /// <param name="scope">What holds <c>namespaceSelector</c> and <c>objectSelector</c>.</param>
    /// <param name="request">The request.</param>
    public bool Selects(JsonNode? scope, AdmissionRequest request)
    {
        if (scope.Obj("namespaceSelector") is { Count: > 0 } namespaces
            && NamespaceOf(request) is { } ns
            && !LabelSelector.FromObject(namespaces).Matches(ns.Obj("metadata", "labels")))
        {
            return false;
        }
        if (scope.Obj("objectSelector") is not { Count: > 0 } objects) return true;
        var selector = LabelSelector.FromObject(objects);
        return new[] { request.Object, request.Old }.Any(obj => obj is not null && selector.Matches(obj.Obj("metadata", "labels")));
    }

    public static bool Covers(JsonArray? rules, AdmissionRequest request) => (rules ?? []).Any(rule => Covers(rule!, request));

    private static bool Covers(JsonNode rule, AdmissionRequest request)
    {
        var names = Strings(rule, "resourceNames").ToList();
        return Has(rule, "operations", request.Operation)
            && Has(rule, "apiGroups", request.Resource.Group)
            && Has(rule, "apiVersions", request.Resource.Version)
            && Strings(rule, "resources").Any(pattern => CoversResource(pattern, request))
            && (names.Count == 0 || names.Contains(request.Name))
            && rule.Text("scope") switch
            {
                "Namespaced" => request.Resource.Namespaced,
                "Cluster" => !request.Resource.Namespaced,
                _ => true,
            };
    }

    private static bool CoversResource(string pattern, AdmissionRequest request)
    {
        var slash = pattern.IndexOf('/', StringComparison.Ordinal);
        var (resource, subresource) = slash < 0 ? (pattern, "") : (pattern[..slash], pattern[(slash + 1)..]);
        return (resource == "*" || resource == request.Resource.Plural) && (subresource == "*" || subresource == request.Call.Subresource);
    }

    private static bool Has(JsonNode rule, string field, string value) => Strings(rule, field).Any(one => one == "*" || one == value);

    private static IEnumerable<string> Strings(JsonNode rule, string field) => (rule.Arr(field) ?? []).Select(one => one.Text() ?? "");
}
