using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;
using Loadline.Simulator.Objects.Cel;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Admission;

/// <summary>
/// ValidatingAdmissionPolicies by their bindings: rules, selectors, match conditions, variables, parameters by name, validations, and the
/// actions Deny and Warn. Audit annotations and the <c>authorizer</c> variable are not there.
/// </summary>
internal sealed class AdmissionPolicies(ServerContext server, AdmissionMatch match)
{
    private const string Group = "admissionregistration.k8s.io";
    private static readonly GroupResource Policies = new(Group, "validatingadmissionpolicies");
    private static readonly GroupResource Bindings = new(Group, "validatingadmissionpolicybindings");

    public bool IsIdle => server.Store.Snapshot(Bindings).Objects.IsEmpty;

    /// <exception cref="ApiException">A policy denies the request.</exception>
    public void Check(AdmissionRequest request)
    {
        foreach (var stored in server.Store.Snapshot(Bindings).Objects)
        {
            var binding = stored.Parse();
            if (server.Store.Find(Policies, new ObjectKey("", binding.Text("spec", "policyName") ?? ""))?.Parse() is not { } policy) continue;
            var constraints = policy.Obj("spec", "matchConstraints");
            if (!AdmissionMatch.Covers(constraints.Arr("resourceRules"), request) || AdmissionMatch.Covers(constraints.Arr("excludeResourceRules"), request)) continue;
            if (!match.Selects(constraints, request) || !match.Selects(binding.Obj("spec", "matchResources"), request)) continue;
            if (binding.Arr("spec", "matchResources", "resourceRules") is { Count: > 0 } narrower && !AdmissionMatch.Covers(narrower, request)) continue;
            Check(request, policy, binding);
        }
    }

    private void Check(AdmissionRequest request, JsonObject policy, JsonObject binding)
    {
        var spec = policy.Obj("spec");
        var failClosed = spec.Text("failurePolicy") != "Ignore";
        try
        {
            if (Parameters(request, spec, binding) is not { } parameters) return;
            var expressions = new AdmissionExpressions(request, match.NamespaceOf(request), parameters.Value, spec.Arr("variables"));
            foreach (var condition in spec.Arr("matchConditions") ?? [])
            {
                if (!expressions.Holds(condition.Text("expression") ?? "")) return;
            }
            foreach (var validation in spec.Arr("validations") ?? [])
            {
                var expression = validation.Text("expression") ?? "";
                if (expressions.Holds(expression)) continue;
                var message = expressions.Text(validation.Text("messageExpression")) ?? validation.Text("message") ?? $"failed expression: {expression.Trim()}";
                Refuse(request, policy, binding, message, validation.Text("reason") ?? "Invalid");
            }
        }
        catch (CelException broken) when (failClosed)
        {
            Refuse(request, policy, binding, $"expression resulted in error: {broken.Message}", "Invalid");
        }
        catch (CelException)
        {
            // The policy says that its own errors are no reason to refuse.
        }
    }

    private static void Refuse(AdmissionRequest request, JsonObject policy, JsonObject binding, string message, string reason)
    {
        var text = $"ValidatingAdmissionPolicy '{policy.Name()}' with binding '{binding.Name()}' denied request: {message}";
        var actions = (binding.Arr("spec", "validationActions") ?? []).Select(action => action.Text()).ToList();
        if (actions.Contains("Deny")) throw ApiException.PolicyDenied(request.Resource.Id, request.Name, text, reason);
        if (actions.Contains("Warn"))
        {
            request.Call.Warn($"Validation failed for ValidatingAdmissionPolicy '{policy.Name()}' with binding '{binding.Name()}': {message}");
        }
    }

    /// <summary>Null where the binding says to let requests pass without its parameters.</summary>
    private (JsonObject? Value, bool Found)? Parameters(AdmissionRequest request, JsonObject? spec, JsonObject binding)
    {
        var reference = binding.Obj("spec", "paramRef");
        if (spec.Obj("paramKind") is not { } kind || reference is null) return (null, false);
        var resource = server.Catalog.Current.FindKind(kind.Text("apiVersion") ?? "", kind.Text("kind") ?? "")
            ?? throw new CelException($"paramKind {kind.Text("apiVersion")}/{kind.Text("kind")} is not known");
        var ns = resource.Namespaced ? reference.Text("namespace") ?? request.Namespace : "";
        if (server.Store.Find(resource.Storage, new ObjectKey(ns, reference.Text("name") ?? "")) is { } found) return (Conversion.ServeNode(resource, found), true);
        if (reference.Text("parameterNotFoundAction") == "Allow") return null;
        throw new CelException("failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction");
    }
}
