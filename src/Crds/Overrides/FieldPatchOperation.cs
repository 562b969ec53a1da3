using System.Text.Json;
using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>One operation on a document inside a field.</summary>
[RequiredUnless("value", "operator", OverrideOperators.Remove)]
public sealed record FieldPatchOperation
{
    /// <summary>JSON pointer (RFC 6901) in the document.</summary>
    [Length(1, Limits.Path)]
    [Pattern("^/")]
    public required string SubPath { get; init; }

    /// <summary>What is done.</summary>
    [EnumValues(OverrideOperators.Add, OverrideOperators.Remove, OverrideOperators.Replace)]
    public required string Operator { get; init; }

    /// <summary>The value, of any type.</summary>
    public JsonElement? Value { get; init; }
}
