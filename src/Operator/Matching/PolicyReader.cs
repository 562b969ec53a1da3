using System.Text.Json;
using Loadline.Crds;
using Loadline.Crds.Validation;
using Loadline.Kubernetes.Client;
using Loadline.Operator.Json;
using Loadline.Placement.Compilation;
using Loadline.Placement.Matching;

namespace Loadline.Operator.Matching;

/// <summary>
/// Reads policies as the hub has them. Never throws: a schema admits more than can be read, an older CRD more still, and one policy must not stop
/// what the others ask for.
/// </summary>
internal static class PolicyReader
{
    /// <summary>Defaults applied, checked and compiled; with errors when any of this is not possible.</summary>
    public static Policy Read(KubeObject item)
    {
        var status = Status(item);
        if (NullItems.In(item.Spec, "spec") is { Count: > 0 } nulls) return Invalid(item, null, status, [.. nulls.Select(static path => new FieldError(path, "must not be null"))]);
        try
        {
            var spec = item.Spec.IsEmpty ? null : JsonSerializer.Deserialize(item.Spec.Span, CrdsJsonContext.Default.PropagationPolicySpec);
            spec = PolicyDefaults.Apply(spec ?? new() { ResourceSelectors = [] }, item.Namespace);
            var errors = PolicyValidation.Validate(spec, item.Namespace);
            if (errors.Count > 0) return Invalid(item, spec, status, errors);
            var policy = new Policy(item, spec, status, [], CompiledPlacement.Compile(spec.Placement, spec.DataResidency));
            policy.AddTo(PolicyIndex.Empty);
            return policy;
        }
        catch (JsonException e)
        {
            return Invalid(item, null, status, [new("spec" + e.Path?.TrimStart('$'), Reason(e))]);
        }
        catch (Exception e)
        {
            return Invalid(item, null, status, [new("spec", $"cannot be read: {e.Message}")]);
        }
    }

    /// <summary>Of a spec that is not valid only what holds back is kept: nothing else may be acted on.</summary>
    private static Policy Invalid(KubeObject item, PropagationPolicySpec? spec, PropagationPolicyStatus? status, IReadOnlyList<FieldError> errors) => new(
        item,
        new()
        {
            ResourceSelectors = [],
            Suspension = spec?.Suspension,
            Safety = errors.Any(static e => e.Path.StartsWith("spec.safety", StringComparison.Ordinal)) ? null : spec?.Safety,
        },
        status,
        errors,
        null);

    private static PropagationPolicyStatus? Status(KubeObject item)
    {
        try
        {
            return item.Status.IsEmpty || NullItems.In(item.Status, "status").Count > 0 ? null : JsonSerializer.Deserialize(item.Status.Span, CrdsJsonContext.Default.PropagationPolicyStatus);
        }
        catch (Exception)
        {
            // It is written anew from what is known.
            return null;
        }
    }

    private static string Reason(JsonException e) =>
        e.Message.IndexOf("missing required properties", StringComparison.Ordinal) is >= 0 and var start
            ? $"cannot be read: {e.Message[start..].Split(" Path: ")[0]}"
            : "cannot be read: the value has another type than the field, or is out of its range";
}
