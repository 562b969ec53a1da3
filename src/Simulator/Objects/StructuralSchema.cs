using System.Text.Json.Nodes;
using Loadline.Simulator.Objects.Cel;

namespace Loadline.Simulator.Objects;

/// <summary>The schema of one version of a custom resource: what its API server defaults, drops and refuses.</summary>
public sealed class StructuralSchema
{
    private readonly StructuralNode _root;

    private StructuralSchema(StructuralNode root) => _root = root;

    /// <summary>Parses a CRD version's <c>openAPIV3Schema</c>.</summary>
    /// <exception cref="ArgumentException">A pattern is not a regular expression.</exception>
    /// <exception cref="CelException">A rule of <c>x-kubernetes-validations</c> does not compile; the server refuses such a CRD.</exception>
    public static StructuralSchema FromOpenApi(JsonObject openApiV3Schema) => new(StructuralNode.Parse(openApiV3Schema));

    /// <summary>Sets the defaults of absent fields and drops nulls that the schema does not allow; changes the object in place.</summary>
    public void Default(JsonObject value) => StructuralDefaulting.Apply(value, _root);

    /// <summary>
    /// Drops unspecified fields, in place, and returns their paths as strict field validation names them (<c>spec.items[0].typo</c>). Type and
    /// object metadata of the resource and of embedded resources is never dropped.
    /// </summary>
    public IReadOnlyList<string> Prune(JsonObject value)
    {
        var dropped = new List<string>();
        StructuralPruning.Prune(value, _root, isResource: true, string.Empty, dropped);
        return dropped;
    }

    /// <summary>Everything that the schema and its CEL rules forbid in an object, in the server's words; empty when it is valid.</summary>
    /// <param name="value">The object to store.</param>
    /// <param name="old">
    /// The stored object on an update: transition rules compare with it, and what did not change is not held against the client.
    /// </param>
    public IReadOnlyList<SchemaError> Validate(JsonObject value, JsonObject? old = null)
    {
        var errors = new List<SchemaError>();
        var before = old is null ? Slot.Absent : Slot.Of(old);
        StructuralValidation.Validate(Slot.Of(value), before, _root, string.Empty, errors);
        if (!_root.HasRules) return errors;
        if (errors.Exists(e => e.BlocksRules))
            errors.Add(SchemaError.Invalid(SchemaError.NoPath, null,
                "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"));
        else
            CelRuleValidation.Validate(value, before, _root, string.Empty, errors);
        return errors;
    }
}
