using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Loadline.Simulator.Objects.Cel;

namespace Loadline.Simulator.Admission;

/// <summary>CEL over a request: <c>object</c>, <c>oldObject</c>, <c>request</c>, <c>namespaceObject</c>, <c>params</c> and <c>variables</c>.</summary>
internal sealed class AdmissionExpressions
{
    private readonly CelScope _scope;

    public AdmissionExpressions(AdmissionRequest request, JsonObject? namespaceObject, JsonObject? parameters, JsonArray? variables)
    {
        CelScope? scope = null;
        foreach (var (name, value) in (IEnumerable<(string, JsonNode?)>)
                 [
                     ("object", request.Object), ("oldObject", request.Old), ("request", request.ToJson("")), ("namespaceObject", namespaceObject), ("params", parameters),
                 ])
        {
            scope = new CelScope(name, CelJson.Wrap(value, null), scope);
        }
        var known = new List<(object? Key, object? Value)>();
        foreach (var variable in variables ?? [])
        {
            // Later variables see the earlier ones.
            var inner = new CelScope("variables", new CelMap([.. known]), scope);
            known.Add((variable.Text("name"), CelEvaluator.Evaluate(CelParser.Parse(variable.Text("expression") ?? ""), inner)));
        }
        _scope = new CelScope("variables", new CelMap([.. known]), scope);
    }

    /// <exception cref="CelException">It does not parse or its evaluation fails.</exception>
    public bool Holds(string expression) => CelEvaluator.Evaluate(CelParser.Parse(expression), _scope) is true;

    /// <summary>The text that an expression makes; null where it makes none.</summary>
    public string? Text(string? expression)
    {
        if (expression is null) return null;
        try
        {
            return (CelEvaluator.Evaluate(CelParser.Parse(expression), _scope) as string)?.Trim() is { Length: > 0 } text ? text : null;
        }
        catch (CelException)
        {
            return null;
        }
    }
}
