using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Selectors;

/// <summary>A parsed field selector (<c>metadata.name=x,status.phase!=Running</c>).</summary>
internal sealed class FieldSelector
{
    private sealed record Term(string Field, bool Negated, string Value);

    private readonly List<Term> _terms;

    private FieldSelector(List<Term> terms) => _terms = terms;

    public bool IsEverything => _terms.Count == 0;

    /// <exception cref="ApiException">400: malformed, or a field that the kind does not select by.</exception>
    public static FieldSelector Parse(string text, ApiResource resource)
    {
        var terms = new List<Term>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw ApiException.BadRequest($"invalid selector: '{text}'; can't understand '{part}'");
            var negated = part[at - 1] == '!';
            var field = part[..(negated ? at - 1 : at)].Trim();
            var value = part[(part.AsSpan(at).StartsWith("==") ? at + 2 : at + 1)..].Trim();
            if (!IsSupported(field, resource)) throw ApiException.BadRequest($"field label not supported: {field}");
            terms.Add(new Term(resource.Storage == resource.Id ? field : Conversion.StoredField(field), negated, value));
        }
        return new FieldSelector(terms);
    }

    public bool Matches(StoredObject stored)
    {
        JsonObject? parsed = null;
        foreach (var term in _terms)
        {
            var value = term.Field switch
            {
                "metadata.name" => stored.Key.Name,
                "metadata.namespace" => stored.Key.Namespace,
                _ => ValueOf(parsed ??= stored.Parse(), term.Field),
            };
            if (value == term.Value == term.Negated) return false;
        }
        return true;
    }

    private static string ValueOf(JsonObject obj, string field) => obj.At(field.Split('.')) switch
    {
        JsonValue value => value.ToString() switch { "True" => "true", "False" => "false", var text => text },
        _ => "",
    };

    private static bool IsSupported(string field, ApiResource resource)
    {
        if (field is "metadata.name" or "metadata.namespace" || resource.SelectableFields.Contains(field)) return true;
        return (resource.Storage.Group, resource.Storage.Plural) switch
        {
            ("", "pods") => field is "spec.nodeName" or "spec.restartPolicy" or "spec.schedulerName" or "spec.serviceAccountName"
                or "spec.hostNetwork" or "status.phase" or "status.podIP" or "status.nominatedNodeName",
            ("", "events") => field.StartsWith("involvedObject.", StringComparison.Ordinal) || field.StartsWith("regarding.", StringComparison.Ordinal)
                || field is "reason" or "type" or "source" or "reportingComponent" or "reportingController",
            ("", "namespaces") => field is "status.phase",
            ("", "nodes") => field is "spec.unschedulable",
            ("", "secrets") => field is "type",
            ("", "services") => field is "spec.clusterIP" or "spec.type",
            ("apps", "replicasets") or ("", "replicationcontrollers") => field is "status.replicas",
            ("batch", "jobs") => field is "status.successful",
            _ => false,
        };
    }
}
