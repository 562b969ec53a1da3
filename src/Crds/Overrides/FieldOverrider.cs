using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Changes a JSON or YAML document that a string field holds, for example in a ConfigMap.</summary>
[ValidationRule("has(self.json) != has(self.yaml)", "exactly one of json and yaml is needed")]
public sealed record FieldOverrider
{
    /// <summary>JSON pointer (RFC 6901) of the string field.</summary>
    [Length(1, Limits.Path)]
    [Pattern("^/")]
    public required string FieldPath { get; init; }

    /// <summary>Operations on a JSON document.</summary>
    [Items(max: 64)]
    public IReadOnlyList<FieldPatchOperation>? Json { get; init; }

    /// <summary>Operations on a YAML document.</summary>
    [Items(max: 64)]
    public IReadOnlyList<FieldPatchOperation>? Yaml { get; init; }
}
